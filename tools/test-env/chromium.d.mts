export function chromium(): { program: string; libraries: string } | undefined;
