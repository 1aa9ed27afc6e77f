// The figures' scripts, made of their modules: node publish/scripts.mjs [FOLDER]
//
// Without a folder each lands where it is committed: the figures' in d2l_rnn/front/built, the site's in publish/built.
//
// What all figures are made of is one script, kit.js; each figure's own script asks for it by the name "d2l:kit". Who loads
// them, the notebook's loader or a saved page, brings the two together.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const FRONT = resolve(HERE, "../d2l_rnn/front");
const SITE = ["site", "search"].map((name) => resolve(HERE, `page/${name}.js`));
const KIT = "d2l:kit";
const LIT = "lit-html";
const SHARED = new Set(
  [
    ...["canvas", "cells", "colour", "columns", "figure", "folds", "frame", "keys", "learning", "motion", "networks"],
    ...["parts", "root", "steps", "timeline", "traits", "translate", "unreadable", "words"],
  ]
    .map((name) => `kit/${name}.js`)
    .concat(["fit", "history", "numbers", "randn", "reading", "rnn"].map((name) => `equations/${name}.js`))
    .map((file) => resolve(FRONT, file))
    .concat(LIT),
);
const files = readdirSync(FRONT, { recursive: true })
  .map((file) => resolve(FRONT, file))
  .filter((file) => file.endsWith(".js") && !dirname(file).endsWith("built"))
  .concat(SITE, resolve(HERE, "page/address.js"));
const outdir = resolve(process.argv[2] ?? `${FRONT}/built`);
const beside = resolve(process.argv[2] ?? `${HERE}/built`);
const options = {
  bundle: true,
  minify: true,
  format: "esm",
  charset: "ascii", // a browser keeps a string of other characters in twice the memory
  legalComments: "none", // the licence of lit-html is shipped beside the scripts
  logLevel: "warning",
};

/** What is meant by the name that a file imports something from. */
const target = (path, folder) => (path === LIT ? LIT : resolve(folder, path));

/** The kit has what the figures' own modules import of it, and no more. */
function wanted() {
  const names = new Map([...SHARED].map((file) => [file, new Set()]));
  for (const file of files.filter((one) => !SHARED.has(one))) {
    for (const [, list, path] of readFileSync(file, "utf8").matchAll(/^import \{([^}]*)\} from "([^"]+)";/gm))
      for (const name of list.split(",").map((one) => one.trim().split(" ")[0]))
        if (name) names.get(target(path, dirname(file)))?.add(name);
  }
  return [...names].map(([file, own]) => `export { ${[...own].join(", ")} } from ${JSON.stringify(file)};`);
}

/** Imports of what is shared become imports of the kit. */
const apart = {
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: /^(\.|lit-html$)/ }, ({ path, resolveDir }) =>
      SHARED.has(target(path, resolveDir)) ? { path: KIT, external: true } : undefined,
    );
  },
};

const [site, search] = SITE;
await build({ ...options, stdin: { contents: wanted().join("\n"), resolveDir: FRONT }, outfile: `${outdir}/kit.js` });
const views = files.filter((file) => file.endsWith("view.js"));
await build({
  ...options,
  plugins: [apart],
  entryPoints: views.map((file) => ({ in: file, out: dirname(file).split(/[/\\]/).pop() })),
  outdir,
});
// A page of the site has the kit already; the page that searches has no figure, and so no kit.
await build({ ...options, plugins: [apart], entryPoints: [site], outdir: beside });
await build({ ...options, entryPoints: [search], outdir: beside });
