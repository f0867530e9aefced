/** Disks of one page that share a link's name share view and selected label. */

const EVENT = "hyperlabel:link";

/** Follows the others until `signal` aborts. disk: { scene, view, picked, take(…), changed() } */
export function follow(disk, signal) {
  window.addEventListener(EVENT, ({ detail: { from, link, pose, picked } }) => {
    if (from === disk || !link || link !== disk.scene.link) return;
    if (pose) {
      disk.take(pose, picked);
      disk.told = news(disk);
    } else {
      disk.told = undefined; // a newcomer asks
    }
    disk.changed();
  }, { signal });
}

/** Asks the others how they stand; that this disk is fresh is no news to them. */
export function join(disk) {
  disk.told = news(disk);
  send(disk);
}

/** Tells the others what has changed since they were told last. */
export function share(disk) {
  if (!disk.scene.link || disk.told === news(disk)) return;
  disk.told = news(disk);
  send(disk, { pose: disk.view.pose, picked: label(disk) });
}

function news(disk) {
  return [...disk.view.pose, label(disk)?.index].join();
}

/** What is selected, if it is a label: only those are the same in all disks. */
function label({ picked }) {
  return picked?.kind === "label" ? picked : null;
}

function send(disk, message = {}) {
  const detail = { ...message, from: disk, link: disk.scene.link };
  window.dispatchEvent(new CustomEvent(EVENT, { detail }));
}
