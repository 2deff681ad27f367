// Write strokes.txt: one character a line with its strokes in writing order, 1 横 2 竖 3 撇 4 点 5 折.
// Run by hand with Node.js where the npm packages cnchar and cnchar-order (MIT) are installed:
// NODE_PATH=…/node_modules node resources/strokes/build_strokes.cjs

const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const cnchar = require("cnchar");
const order = require("cnchar-order");

cnchar.use(order.default ?? order);
console.warn = () => {};
const classes = { 横: 1, 提: 1, 竖: 2, 竖钩: 2, 撇: 3, 点: 4, 捺: 4, 点2: 4 };
const lines = [];
for (let code = 0x4e00; code <= 0x9fff; code++) {
  const character = String.fromCharCode(code);
  const names = cnchar.stroke(character, "order", "name")[0] ?? [];
  if (names.length) lines.push(character + names.map((name) => classes[name.split("|")[0]] ?? 5).join(""));
}
writeFileSync(join(__dirname, "strokes.txt"), lines.join("\n") + "\n");
