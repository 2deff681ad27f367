# 一本账 · `make help` lists the targets. Everything stays inside .venv/, build/, dist/ and out/.

PY    := .venv/bin/python
STAMP := .venv/.installed
DEMO  := out/demo.ybz
# A UTF-8 locale, because Qt complains about any other and the tests fail on complaints.
OFFSCREEN := LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen

# Chinese output and paths must not depend on the caller's locale.
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help run test check bench exe lock clean setup interpreter

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'PYTHON=/路径/python3.12 指定解释器；ARGS="tests/db -k 党员" 传给 pytest。'

run: $(DEMO) ## 打开演示账本；没有图形界面时改为输出页面图片到 out/
	@if [ "$$(uname)" != Linux ] || [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	    $(PY) -m desktop.setup_check --screen && \
	    YIBENZHANG_PASSPHRASE=demo $(PY) -m desktop --book $(DEMO); \
	else \
	    echo '没有图形界面（未设置 DISPLAY 和 WAYLAND_DISPLAY），不打开窗口，改为把各页面画成图片放到 out/。'; \
	    $(PY) -m desktop.setup_check && \
	    $(OFFSCREEN) YIBENZHANG_PASSPHRASE=demo $(PY) -m desktop showcase --book $(DEMO) --out out/; \
	fi

test: $(STAMP) ## 运行全部测试
	@$(PY) -m desktop.setup_check
	$(OFFSCREEN) $(PY) -m pytest -n auto --dist loadfile $(ARGS)

check: $(STAMP) ## 代码检查：ruff、mypy、import-linter
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

bench: $(STAMP) ## 性能对照表
	@$(PY) -m desktop.setup_check
	$(OFFSCREEN) $(PY) tests/bench/run.py

exe: $(STAMP) ## 打包为双击即用的程序 dist/yibenzhang/，并让它自检
	@$(PY) -m desktop.setup_check --exe
	$(PY) -m PyInstaller --noconfirm --log-level WARN build.spec
	$(OFFSCREEN) dist/yibenzhang/yibenzhang --self-check -platform offscreen

lock: $(STAMP) ## 按 pyproject.toml 重新生成 requirements.lock
	@$(PY) -m pip install --quiet --upgrade --target build/uv uv
	build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
	    --no-emit-index-url --no-header -o requirements.lock pyproject.toml

clean: ## 删除生成物（build/ dist/ out/ 和缓存），保留 .venv/
	rm -rf build dist out *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find db desktop tests -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(STAMP) ## 只准备 .venv/（其他命令会自动先做这一步）
	@:

$(DEMO): | $(STAMP)
	@mkdir -p $(@D)
	YIBENZHANG_PASSPHRASE=demo $(PY) -m desktop demo $@

# The lock decides what is installed; nothing is reinstalled until it changes.
$(STAMP): requirements.lock
	@$(PY) -m pip --version >/dev/null 2>&1 || { $(FIND_PYTHON) && "$$python" -m venv --clear .venv; }
	@echo '正在安装依赖到 .venv/（第一次需要几分钟）……'
	@$(PY) -m pip install --quiet --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

interpreter: # for .ci/run: prints the Python that .venv/ would be made with, or fails
	@$(FIND_PYTHON) && echo "$$python"

# PYTHON= from the command line or the environment wins; a candidate must be able to make a complete venv,
# which on Debian it cannot without the package python3-venv.
define FIND_PYTHON
set -- python3 python3.13 python3.12 python3.11; [ -z "$$PYTHON" ] || set -- "$$PYTHON"; \
for python in "$$@" ''; do \
    [ -z "$$python" ] || ! "$$python" -c 'import sys, ensurepip, venv; \
sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || break; \
done; \
if [ -z "$$python" ]; then \
    echo '需要 Python 3.11 至 3.13（含 venv 模块）。请先安装，再重新运行刚才的命令：' >&2; \
    echo 'Python 3.11 to 3.13 with its venv module is needed. Install it and try again:' >&2; \
    echo >&2; echo '    sudo apt-get install -y python3 python3-venv' >&2; echo >&2; \
    echo '已装在别处的，可以指定 / or name one: make PYTHON=/path/to/python3.12 …' >&2; \
    false; \
fi
endef
