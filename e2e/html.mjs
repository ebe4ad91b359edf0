// What the markup that the server sent must be: valid HTML, by html-validate's recommended rules.
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const judge = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:recommended"],
    rules: {
      // Matters of taste, and what the templates leave between their lines.
      "doctype-style": "off",
      "no-trailing-whitespace": "off",
      "void-style": "off",
      // The list of the menu of actions holds what a `select` cannot.
      "prefer-native-element": ["error", { exclude: ["listbox"] }],
      // Boxes that are ticked for the same question share its name.
      "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit"] }],
    },
  }),
);

/** The findings in a page's source, each once, with the first line that it stands on. */
export async function judgeHtml(source) {
  const report = await judge.validateString(source);
  const findings = report.results.flatMap((result) => result.messages).map((found) => `html ${found.ruleId}: ${found.message} (line ${found.line})`);
  return [...new Map(findings.map((finding) => [finding.replace(/ \(line \d+\)$/, ""), finding])).values()];
}
