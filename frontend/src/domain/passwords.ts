export interface PasswordRule {
  /** i18n key of the rule. */
  readonly label: string;
  readonly count: number;
  readonly met: boolean;
}

/** The shortest password an account of this role may have. */
export function passwordLength(role: string): number {
  return role === "superuser" ? 15 : 10;
}

/** The rules this screen can check; the service also refuses common passwords. */
export function passwordRules(
  password: string,
  again: string,
  username: string,
  role: string,
): readonly PasswordRule[] {
  const min = passwordLength(role);
  const name = username.trim().toLowerCase();
  return [
    { label: "password.length", count: min, met: [...password].length >= min },
    {
      label: "password.notName",
      count: 0,
      met: password !== "" && (name === "" || !password.toLowerCase().includes(name)),
    },
    { label: "password.varied", count: 0, met: new Set(password).size >= 5 },
    { label: "password.same", count: 0, met: password !== "" && password === again },
  ];
}
