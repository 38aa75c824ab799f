// textarea[data-grow] is as high as its text; style.height is CSSOM, which the policy allows.
secours.bind("textarea[data-grow]", (area) => {
  if (CSS.supports("field-sizing", "content")) return area.style.setProperty("field-sizing", "content");
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  };
  area.addEventListener("input", fit);
  fit();
});
