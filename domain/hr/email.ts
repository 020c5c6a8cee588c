/**
 * An address as addresses are compared: trimmed, composed (NFC), in lower case, the domain in ASCII. Tags behind a plus
 * and dots stay, because they make another mailbox. Addresses that merely look alike stay different.
 *
 * @returns undefined when the text is no address that could be used: white space, control characters, more than 254
 */
export function parseEmail(text: string): string | undefined {
  if (/\p{Cc}/u.test(text)) return undefined;
  const address = text.trim().toLowerCase().normalize('NFC');
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), toAscii(address.slice(at + 1))];
  if (at < 1 || domain === undefined || !/^[^\s\p{C}"(),:;<>@[\\\]]{1,64}$/u.test(local)) return undefined;
  const email = `${local}@${domain}`;
  return email.length <= 254 ? email : undefined;
}

/** Only names with a dot are taken: no address of a company ends in a host or a number. */
function toAscii(domain: string): string | undefined {
  if (/[\s\p{C}/\\?#:@%[\]]/u.test(domain)) return undefined;
  const url = `http://${domain}`;
  const ascii = URL.canParse(url) ? new URL(url).hostname : '';
  return /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(ascii) ? ascii : undefined;
}
