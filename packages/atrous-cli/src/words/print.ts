/** @file What is written to stdout. */

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** `version` changes when a field changes its meaning or goes; new fields may come. */
export const jsonText = (value: object): string => JSON.stringify({ version: 1, ...value }, null, 2);

export const printJson = (value: object): void => print(jsonText(value));
