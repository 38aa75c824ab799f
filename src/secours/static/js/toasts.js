// [data-toast] leaves after eight seconds, never while a hand or the focus is on it.
const STAY = 8000;

secours.bind("[data-toast]", (toast) => {
  let timer = 0;
  const leave = () => toast.remove();
  const wait = () => { clearTimeout(timer); timer = setTimeout(leave, STAY); };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusout", wait);
  wait();
});
