// The map of the zone: firms as cells with a sign and a colour. The table beside it says the same, and needs none of this.
const holder = document.getElementById("zone-map");
const said = document.getElementById("map-said");
const words = holder ? holder.dataset : {};

// The colours of the legend, as its style sheet has them: a cell and its sign in the legend look alike.
const colours = () => {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const found = Array.from({ length: 10 }, (_, number) => {
    probe.className = `swatch group-${number}`;
    const style = getComputedStyle(probe);
    return [style.backgroundColor, style.color];
  });
  probe.remove();
  return found;
};

const tell = (cell) => {
  if (said === null) return;
  said.textContent = cell
    ? `${cell.name}${words.colon}${cell.says} · ${words.needs} ${cell.needs} · ${words.offers} ${cell.offers}`
    : words.none;
};

const draw = () => {
  const { ol } = window;
  const [west, south, east, north] = words.extent.split(" ").map(Number);
  const half = Number(words.cell) / 2;
  const paints = colours();
  const kept = new Map();
  let map = null;

  // On a phone the whole zone leaves few points for a cell: it grows to its neighbours, and its sign fills it, as colour alone says nothing.
  const style = (feature, resolution) => {
    const cell = feature.get("cell");
    const points = half * 2 / resolution;
    const small = points < 14;
    const size = small ? Math.round(points * 1.25) : 13;
    const key = `${cell.group % 10} ${cell.sign} ${size}`;
    if (!kept.has(key)) {
      const [fill, ink] = paints[cell.group % 10];
      const text = size > 4 ? new ol.style.Text({ text: cell.sign, overflow: true, font: `bold ${Math.max(7, size)}px system-ui, sans-serif`, fill: new ol.style.Fill({ color: ink }) }) : undefined;
      const stroke = small ? undefined : new ol.style.Stroke({ color: "#0b0c0c", width: 1 });
      kept.set(key, new ol.style.Style({ geometry: small ? "wide" : undefined, fill: new ol.style.Fill({ color: fill }), stroke, text }));
    }
    return kept.get(key);
  };
  const square = ([east, north], reach) => new ol.geom.Polygon([[[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].map(([x, y]) => [east + x * reach, north + y * reach])]);

  const source = new ol.source.Vector({ strategy: ol.loadingstrategy.bbox });
  source.setLoader(async (extent, _resolution, _projection, success, failure) => {
    const box = [Math.max(extent[0], west), Math.max(extent[1], south), Math.min(extent[2], east), Math.min(extent[3], north)];
    if (box[0] > box[2] || box[1] > box[3]) { success([]); return; }
    const address = new URL(words.cells, location.href);
    address.searchParams.set("box", box.map((one) => one.toFixed(1)).join(","));
    try {
      const answer = await fetch(address, { credentials: "same-origin", headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const features = (await answer.json()).cells.map((cell) => {
        const at = [cell.east, cell.north];
        const feature = new ol.Feature({ geometry: square(at, half), wide: square(at, half * 1.25), cell });
        feature.setId(cell.id);
        return feature;
      });
      source.addFeatures(features.filter((one) => source.getFeatureById(one.getId()) === null));
      success(features);
      holder.dataset.drawn = String(source.getFeatures().length);
    } catch {
      source.removeLoadedExtent(extent);
      failure();
      if (said !== null) said.textContent = words.failed;
    }
  });

  holder.hidden = false;
  holder.tabIndex = 0;
  holder.setAttribute("role", "application");
  holder.setAttribute("aria-label", words.label);
  const grid = new ol.proj.Projection({ code: "ZONE", units: "m", extent: [west, south, east, north] });
  map = new ol.Map({
    target: holder,
    layers: [new ol.layer.Vector({ source, style })],
    controls: [new ol.control.Zoom({ zoomInTipLabel: words.in, zoomOutTipLabel: words.out }), new ol.control.ScaleLine()],
    view: new ol.View({ projection: grid, center: [(west + east) / 2, (south + north) / 2], resolution: 10, minResolution: 0.5, maxResolution: 40 }),
  });
  // One finger moves the page, two the map: nobody is caught in it on a phone.
  holder.style.touchAction = "pan-y pinch-zoom";
  map.getView().fit([west, south, east, north], { size: map.getSize(), padding: [8, 8, 8, 8] });

  const cellAt = (pixel) => map.forEachFeatureAtPixel(pixel, (feature) => feature.get("cell"), { hitTolerance: 3 });
  map.on("click", (event) => tell(cellAt(event.pixel)));
  holder.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== holder) return;
    event.preventDefault();
    tell(cellAt(map.getSize().map((one) => one / 2)));
  });

  for (const place of document.querySelectorAll("#zone-table .place")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "find-place";
    button.textContent = words.find;
    const name = document.createElement("span");
    name.className = "govuk-visually-hidden";
    name.textContent = `${words.colon}${place.dataset.name}`;
    button.append(name);
    button.addEventListener("click", () => {
      map.getView().setCenter([Number(place.dataset.east), Number(place.dataset.north)]);
      map.getView().setResolution(2);
      holder.scrollIntoView({ block: "nearest" });
      holder.focus({ preventScroll: true });
    });
    place.after(" ", button);
  }
};

if (holder && window.ol) draw();
