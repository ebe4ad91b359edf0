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
      // The preview of a mail is laid out as mail programs need it.
      "presentation-role-style": "off",
      "prefer-tbody": "off",
      // The list of the menu of actions holds what a `select` cannot; what scrolls by itself may be a paragraph or a list.
      "prefer-native-element": ["error", { exclude: ["listbox", "region"] }],
      // Boxes that are ticked for the same question share its name.
      "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit"] }],
    },
  }),
);

/** The findings in a page's source, each once, with the first line that it stands on. */
export async function judgeHtml(source) {
  const report = await judge.validateString(source);
  const messages = report.results.flatMap((result) => result.messages).filter((found) => !isList(found, source));
  const findings = messages.map((found) => `html ${found.ruleId}: ${found.message} (line ${found.line})`);
  return [...new Map(findings.map((finding) => [finding.replace(/ \(line \d+\)$/, ""), finding])).values()];
}

/** Whether a name stands twice because a form carries several of the same: all of them are out of sight. */
function isList(found, source) {
  const name = found.ruleId === "form-dup-name" && /"(.+)"/.exec(found.message)?.[1];
  if (!name) return false;
  const fields = [...source.matchAll(/<(?:input|select|textarea|button)\b[^>]*>/g)].map((tag) => tag[0]).filter((tag) => tag.includes(` name="${name}"`));
  return fields.every((tag) => tag.includes('type="hidden"'));
}
