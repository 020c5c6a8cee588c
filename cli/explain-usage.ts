/**
 * Commander's complaint as one line with a remedy. What follows an equals sign is not repeated: it may be a token that
 * was given where none is taken.
 */
export function explainUsage(text: string): string {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/'(-[^'=]+)=[^']*'/g, "'$1'")
    .replaceAll(/\s*\n\s*/g, ' ');
  if (/^unknown option '--?token'/.test(line)) {
    return 'A token is never an argument: others can see those. Use --token-stdin, --token-env VAR or --token-file FILE.';
  }
  const sentence = line.charAt(0).toUpperCase() + line.slice(1);
  const end = /[.?!)]$/.test(sentence) ? '' : '.';
  return `${sentence}${end} See the same command with --help.`;
}
