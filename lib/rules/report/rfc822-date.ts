/** A time as Date and Received fields tell it (RFC 5322 3.3), in the time zone of the process: `Sat, 01 Jan 2028 09:05:00 +0100`. */
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function rfc822Date(ms: number): string {
  const time = new Date(ms);
  const two = (number: number): string => String(number).padStart(2, '0');
  const eastMinutes = -time.getTimezoneOffset();
  const zone = Math.abs(eastMinutes);
  return (
    `${DAYS[time.getDay()] ?? ''}, ${two(time.getDate())} ${MONTHS[time.getMonth()] ?? ''} ${time.getFullYear()} ` +
    `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())} ` +
    `${eastMinutes < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}`
  );
}
