// Judges an AsyncAPI document: `build-checks/run asyncapi.mjs docs/asyncapi.yaml`. Errors and warnings fail, hints do
// not. Whether the examples are true to the schemas the parser does not say; the edge's PublishedFramesTest does.
import { readFile } from "node:fs/promises";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";

const file = process.argv[2];
const parser = new Parser();
const { document, diagnostics } = await parser.parse(await readFile(file, "utf8"), { source: file });
const bad = diagnostics.filter((d) => d.severity <= DiagnosticSeverity.Warning);
for (const d of bad) {
    console.error(`${file}:${d.range.start.line + 1}: ${d.message} (${d.code}, ${d.path.join(".")})`);
}
if (!document || bad.length > 0) {
    console.error(`${file}: not a good AsyncAPI document`);
    process.exitCode = 1;
}
