/** What the service takes for a reason: so many letters. */
const leastLetters = 3;

/** Whether a text says something that somebody who reads it later may understand. */
export const saysWhy = (text: string): boolean => text.trim().length >= leastLetters;
