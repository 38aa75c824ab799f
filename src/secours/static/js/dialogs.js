// [data-open=ID] opens the <dialog>, [data-close] closes it, dialog[data-open-now] opens as it arrives.
// A link keeps its address: without script it leads to the page that does the same.
let opener = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open]");
  const dialog = button && document.getElementById(button.dataset.open);
  if (dialog) {
    event.preventDefault();
    open(dialog);
  } else if (event.target.closest("[data-close]")) {
    event.target.closest("dialog")?.close();
  } else if (event.target.matches("dialog:not([data-keep])") && outside(event)) {
    event.target.close();
  }
});

secours.bind("dialog[data-open-now]", open);

// A dialog that htmx takes away gives the focus back like one that closes.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "dialogs" && !event.detail.target.children.length) comeBack();
});

function open(dialog) {
  if (dialog.open) return;
  if (!document.activeElement.closest("dialog")) opener = document.activeElement;
  dialog.addEventListener("close", comeBack);
  document.querySelectorAll(".menu:popover-open").forEach((menu) => menu.hidePopover());
  dialog.showModal();
  dialog.dispatchEvent(new Event("secours:open"));
}

function comeBack() {
  if (document.activeElement === document.body && opener?.isConnected) opener.focus({ preventScroll: true });
}

function outside(event) {
  const box = event.target.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  return !inside && event.detail > 0;
}
