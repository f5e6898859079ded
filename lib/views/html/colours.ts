/**
 * Colours as SpamAssassin compares them (spec 2.10): CSS names, `#rgb`, `#rrggbb`, `rgb(...)`; anything else is
 * 'invalid'. The result is `#rrggbb` in lower case.
 */
const NAMED = new Map<string, string>(
  (
    'black=000000 silver=c0c0c0 gray=808080 grey=808080 white=ffffff maroon=800000 red=ff0000 purple=800080 ' +
    'fuchsia=ff00ff magenta=ff00ff green=008000 lime=00ff00 olive=808000 yellow=ffff00 navy=000080 blue=0000ff teal=008080 ' +
    'aqua=00ffff cyan=00ffff orange=ffa500 pink=ffc0cb brown=a52a2a gold=ffd700 violet=ee82ee indigo=4b0082 crimson=dc143c ' +
    'coral=ff7f50 tomato=ff6347 salmon=fa8072 khaki=f0e68c beige=f5f5dc ivory=fffff0 snow=fffafa azure=f0ffff linen=faf0e6 ' +
    'tan=d2b48c chocolate=d2691e sienna=a0522d peru=cd853f plum=dda0dd orchid=da70d6 turquoise=40e0d0 skyblue=87ceeb ' +
    'steelblue=4682b4 royalblue=4169e1 dodgerblue=1e90ff midnightblue=191970 darkblue=00008b mediumblue=0000cd lightblue=add8e6 ' +
    'darkgreen=006400 forestgreen=228b22 seagreen=2e8b57 lightgreen=90ee90 darkred=8b0000 firebrick=b22222 orangered=ff4500 ' +
    'darkorange=ff8c00 hotpink=ff69b4 deeppink=ff1493 darkgray=a9a9a9 darkgrey=a9a9a9 dimgray=696969 dimgrey=696969 ' +
    'lightgray=d3d3d3 lightgrey=d3d3d3 gainsboro=dcdcdc whitesmoke=f5f5f5 ghostwhite=f8f8ff slategray=708090 lavender=e6e6fa'
  )
    .split(' ')
    .map(entry => entry.split('=') as [string, string]),
);

export function parseColour(value: string): string {
  const text = value.trim().toLowerCase();
  const named = NAMED.get(text);
  if (named !== undefined) return `#${named}`;
  const rgb = /^rgba?\(\s*(\d{1,4})(%?)\s*,\s*(\d{1,4})%?\s*,\s*(\d{1,4})%?/.exec(text);
  if (rgb !== null) {
    const scale = rgb[2] === '%' ? 2.55 : 1;
    return `#${[rgb[1], rgb[3], rgb[4]].map(part => hexByte(Number(part) * scale)).join('')}`;
  }
  if (text.startsWith('#')) return parseHex(text.slice(1));
  return /^[0-9a-f]{6}$/.test(text) ? `#${text}` : 'invalid';
}

function hexByte(value: number): string {
  return Math.min(255, Math.round(value)).toString(16).padStart(2, '0');
}

function parseHex(digits: string): string {
  const hex = digits.replace(/[^0-9a-f]/g, '').slice(0, 6);
  if (hex.length === 6) return `#${hex}`;
  return `#${hex.slice(0, 3).padEnd(3, '0').replace(/./g, '$&$&')}`;
}

/** True when text of colour `fg` cannot be read on `bg`: equal, or nearer than 12 in weighted RGB distance. */
export function lowContrast(fg: string, bg: string): boolean {
  if (fg.slice(-6) === bg.slice(-6)) return true;
  const [r1, g1, b1] = channels(fg);
  const [r2, g2, b2] = channels(bg);
  return Math.hypot(0.2126 * (r1 - r2), 0.7152 * (g1 - g2), 0.0722 * (b1 - b2)) < 12;
}

function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
