const codeLength = 32;
const codeGroup = 4;

/** A join code as it stands on the other screen, whatever was typed or pasted: groups of four, no letter taken for a digit. */
export function asCode(text: string): string {
  const signs = text
    .toUpperCase()
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1")
    .replace(/[^0-9A-Z]/g, "")
    .slice(0, codeLength);
  return signs.match(new RegExp(`.{1,${codeGroup}}`, "g"))?.join("-") ?? "";
}

/** All of its characters are there. Whether it is right the other station says. */
export function isWholeCode(code: string): boolean {
  return code.replaceAll("-", "").length === codeLength;
}
