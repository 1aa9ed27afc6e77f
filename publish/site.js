// The figures of a page: each in its place, and those that jslink ties move together.
const { states, links } = JSON.parse(document.getElementById("state").textContent);
const places = document.querySelectorAll(".figure");
const models = states.map((state, k) => {
  places[k].replaceChildren();
  return show(modules[kinds[k]], state, places[k]).model;
});
for (const [[one, trait], [other, its]] of links) {
  const follow = (from, name, to, its) => () => to.set(its, from.get(name));
  models[one].on(`change:${trait}`, follow(models[one], trait, models[other], its));
  models[other].on(`change:${its}`, follow(models[other], its, models[one], trait));
  follow(models[one], trait, models[other], its)();
}
