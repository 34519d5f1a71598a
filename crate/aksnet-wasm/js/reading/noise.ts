// What stands around documents in a terminal: prompts with commands, warnings, progress.

const command =
  "(?:az|kubectl|k|oc|helm|istioctl|terraform|tofu|bicep|cat|type|Get-Content|gc|sudo|watch|curl|jq|yq)\\b";
const user = "[\\w.-]+@[\\w.-]+[^\\n$#%>]*[$#%>]";
const power = "(?:PS |[A-Za-z]:\\\\)[^>\\n]*>";
const prompt = new RegExp(
  `^(?:(?:\\$|>|%|❯|➜|λ|${user}|${power}|\\([\\w.-]+\\)\\s*\\$)\\s*(.*)|(?:#|[\\w.~/-]+[$#%])\\s*(${command}.*)|(${command}\\s+[\\w-].*))$`,
);
const progress = /^[-\\|/{[]?\s*(?:Running|Finished|Starting|Finalizing|InProgress|Creating|Updating)\s*\.\.+.*$/;
const log =
  /^(?:(?:WARNING|INFO|DEBUG|ERROR|W\d{4}|I\d{4}|E\d{4})\b.*|Command group .*|Warning: .*|\[(?:INFO|WARN|WARNING|ERROR|DEBUG)\].*|No resources found.*|Error from server.*|exit code:? \d+)$/;

export interface Noise {
  /** The command behind a prompt. */
  command?: string;
  /** What a command said went wrong. */
  failure?: string;
}

/** What a line is that belongs to the terminal and to no document; nothing for another line. */
export function noise(line: string): Noise | undefined {
  const text = line.trim();
  // A line that is a document by itself is none, whatever stands in front of its first bracket.
  if (text === "" || text.length > 2000) return undefined;
  const typed = prompt.exec(text);
  if (typed && !/[{[]\s*$/.test(text)) return { command: typed[1] ?? typed[2] ?? typed[3] ?? "" };
  if (progress.test(text)) return {};
  if (!log.test(text)) return undefined;
  return /^(?:ERROR|Error from server|No resources found)/.test(text) ? { failure: text } : {};
}

/** The namespace that a command names. */
export const namespaceOf = (text: string): string | undefined =>
  /(?:^|\s)(?:-n|--namespace)[\s=]+([\w-]+)/.exec(text)?.[1];
