/** A typed text beside the last one that could be read. */

/** @import { Reading, Words } from "../types.d.ts" */
/** @import { Net } from "./networks.js" */

import { read } from "../equations/reading.js";
import { t } from "./translate.js";
import { listed, quoted } from "./words.js";

/**
 * What a view shows of a typed text: its reading; or, where it cannot be read, the reading before and what is wrong, in a
 * sentence, with the place of the first letter that the network does not know.
 * @param {string} typed
 * @param {Net} net
 * @param {Record<string, number>} most
 * @param {number} least
 * @param {Reading | null} before
 * @returns {{ reading: Reading, lost: Words | null, stop: number }}
 */
export function unreadable(typed, net, most, least, before) {
  const reading = read(typed, { tokens: net.tokens, most });
  const lost = complaint(reading, net, least);
  if (lost === null) return { reading, lost, stop: 0 };
  return { reading: before ?? known(net, most), lost, stop: reading.stop?.place ?? 0 };
}

/**
 * A text that a network can surely read.
 * @param {Net} net
 * @param {Record<string, number>} most
 */
function known({ tokens, text }, most) {
  const letters = tokens.filter((token) => [...token].length === 1).join("");
  const own = read(text, { tokens, most });
  return own.indices.length > 1 && !own.stop ? own : read(letters + letters, { tokens, most });
}

/** What is to be done with half a character. @param {number} place */
export const halved = (place) =>
  t("Letter {place} is only half a character, as a broken paste leaves it. Delete it, or paste the whole one.", {
    place,
  });

/**
 * @param {Reading} reading
 * @param {Net} net
 * @param {number} least
 */
function complaint({ characters, stop }, { tokens }, least) {
  const knows = listed(tokens, 24);
  if (stop?.half) return halved(stop.place);
  if (stop)
    return t("This network has never seen {letter}; it knows {knows}. Let it learn this text, or change the letter.", {
      letter: quoted(stop.character),
      knows,
    });
  if (characters.length >= least) return null;
  return least === 1
    ? t("There is nothing to read. Type a letter; the network knows {knows}.", { knows })
    : t("Type two letters at least: one to read, and one to expect. The network knows {knows}.", { knows });
}
