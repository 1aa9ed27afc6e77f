/** Motion: what the equation says is seen to happen once, over the finished picture, until the next input ends it. */

/** @typedef {[element: Element | null, frames: Keyframe[], timing?: KeyframeAnimationOptions]} Move */

export const TAKES = 350; // milliseconds

const calm = () => globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** What moves things, and what ends it. */
export function mover() {
  /** @type {Animation[]} */
  let running = [];
  function end() {
    for (const animation of running) animation.cancel();
    running = [];
  }
  return {
    end,
    /** @param {Move[]} moves */
    begin(moves) {
      end();
      if (calm()) return;
      running = moves.flatMap(([element, frames, timing]) =>
        element ? [element.animate(frames, { duration: TAKES, fill: "backwards", ...timing })] : [],
      );
    },
  };
}

/**
 * The part of the motion from share `from` to share `to` of its time.
 * @param {number} from
 * @param {number} to
 * @returns {KeyframeAnimationOptions}
 */
export const during = (from, to, takes = TAKES) => ({
  delay: from * takes,
  duration: (to - from) * takes,
  easing: "ease-in-out",
});
