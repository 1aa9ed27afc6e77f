// What textlint finds in each of the texts: node prose.mjs RULES, texts as a list in JSON at standard input. Each is a
// document by itself: what is counted over a document is counted in it.

import { text } from "node:stream/consumers";
import { createLinter, loadTextlintrc } from "textlint";

const linter = createLinter({ descriptor: await loadTextlintrc({ configFilePath: process.argv[2] }) });
const found = [];
for (const said of JSON.parse(await text(process.stdin))) {
  const { messages } = await linter.lintText(said, "said.md");
  found.push(messages.map(({ message, ruleId }) => `${message.split("\n")[0]} (${ruleId})`));
}
process.stdout.write(JSON.stringify(found));
