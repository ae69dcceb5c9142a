// Draws the charts that the `chart` component declares, in the colours of the tokens; a point leads to its source.

let library = null;
const drawn = new Map();
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--ld-${name}`).trim();

function echartsFrom(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.echarts);
    script.onerror = () => reject(new Error("the chart library did not load"));
    document.head.append(script);
  });
  return library;
}

/** Draw one chart and keep it in step with its size and the theme. */
export async function draw(canvas) {
  if (drawn.has(canvas)) return;
  canvas.dataset.drawn = "";
  const echarts = await echartsFrom(canvas.dataset.echarts);
  const declared = JSON.parse(canvas.dataset.chart);
  const chart = echarts.init(canvas, null, { renderer: "svg" });
  declared.size = Math.round(parseFloat(getComputedStyle(canvas).fontSize) * 0.86);
  drawn.set(canvas, { chart, declared });
  chart.setOption(optionOf(declared));
  new ResizeObserver(() => chart.resize()).observe(canvas);
  chart.on("click", (point) => {
    const href = point.data?.href ?? declared.series[point.seriesIndex]?.links?.[point.dataIndex];
    if (href) location.assign(href);
  });
}

document.addEventListener("luodi:theme", () => {
  for (const [canvas, { chart, declared }] of drawn) {
    if (canvas.isConnected) chart.setOption(optionOf(declared), true);
    else drawn.delete(canvas);
  }
});

const stateColour = (state, index) => ({
  confirmed: token("confirmed"), claimed: token("claimed"), target: token("chart-ground"),
  red: token("red"), amber: token("amber"), grey: token("grey"),
}[state] ?? token(`chart-${(index % 6) + 1}`));

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
const between = (from, to, part) => {
  const [a, b] = [channels(from), channels(to)];
  return `rgb(${a.map((value, at) => Math.round(value + (b[at] - value) * part)).join(",")})`;
};
const inkOn = (colour) => {
  const [red, green, blue] = channels(colour).map((value) => (value / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2 ? "#06121f" : "#ffffff";
};

function common(declared) {
  return {
    animationDuration: 300,
    aria: { enabled: true },
    textStyle: { fontFamily: token("font"), color: token("ink-2"), fontSize: declared.size },
    tooltip: {
      renderMode: "richText", backgroundColor: token("surface"), borderColor: token("line-strong"),
      textStyle: { color: token("ink"), fontSize: declared.size },
      valueFormatter: (value) => (value == null ? "—" : `${Number(value).toLocaleString("zh-CN")} ${declared.unit ?? ""}`),
    },
    legend: {
      show: declared.series.length > 1, top: 0, right: 0, itemWidth: declared.size * 1.2, itemHeight: declared.size * 0.7,
      textStyle: { color: token("ink-2"), fontSize: declared.size },
    },
    grid: { left: 8, right: 16, top: declared.series.length > 1 ? declared.size * 2.7 : declared.size, bottom: 4, containLabel: true },
  };
}

const axisOfWords = (declared) => ({
  type: "category", data: declared.labels, axisTick: { show: false },
  axisLine: { lineStyle: { color: token("line-strong") } }, axisLabel: { color: token("ink-2"), fontSize: declared.size },
});
const axisOfNumbers = (declared) => ({
  type: "value", splitLine: { lineStyle: { color: token("line") } }, axisLabel: { color: token("ink-3"), fontSize: declared.size },
});

const kinds = {
  bar: (declared) => ({
    ...common(declared), xAxis: axisOfWords(declared), yAxis: axisOfNumbers(declared),
    series: declared.series.map((each, index) => bars(declared, each, index, [3, 3, 0, 0])),
  }),
  hbar: (declared) => ({
    ...common(declared), xAxis: { ...axisOfNumbers(declared), splitLine: { show: false } },
    yAxis: { ...axisOfWords(declared), inverse: true, axisLine: { show: false } },
    series: declared.series.map((each, index) => bars(declared, each, index, [0, 3, 3, 0])),
  }),
  line: (declared) => ({
    ...common(declared), xAxis: axisOfWords(declared), yAxis: axisOfNumbers(declared),
    series: declared.series.map((each, index) => lines(each, index)),
  }),
  mixed: (declared) => ({
    ...common(declared), xAxis: axisOfWords(declared),
    yAxis: [axisOfNumbers(declared), { ...axisOfNumbers(declared), splitLine: { show: false } }],
    series: declared.series.map((each, index) => (each.line ? { ...lines(each, index), yAxisIndex: 1 } : bars(declared, each, index, [3, 3, 0, 0]))),
  }),
  funnel: (declared) => ({
    ...common(declared), legend: { show: false },
    series: [{
      type: "funnel", sort: "none", gap: 2, left: "6%", width: "66%", top: "2%", height: "96%", minSize: "8%",
      label: { position: "right", color: token("ink"), fontSize: declared.size, formatter: (point) => `${point.name}  ${point.value}` },
      labelLine: { lineStyle: { color: token("line-strong") } },
      itemStyle: { borderWidth: 0 },
      data: declared.labels.map((name, at) => ({
        name, value: declared.series[0].values[at], href: declared.series[0].links?.[at],
        itemStyle: { color: between(token("chart-1"), token("chart-fade"), at / Math.max(1, declared.labels.length - 1)) },
      })),
    }],
  }),
  treemap: (declared) => ({
    ...common(declared), legend: { show: false },
    series: [{
      type: "treemap", roam: false, nodeClick: false, breadcrumb: { show: false }, left: 0, right: 0, top: 0, bottom: 0,
      label: { formatter: (point) => `${point.name}\n${Number(point.value).toLocaleString("zh-CN")} ${declared.unit ?? ""}`, fontSize: declared.size * 1.08, lineHeight: declared.size * 1.6 },
      itemStyle: { borderColor: token("surface"), gapWidth: 2, borderWidth: 0 },
      data: declared.labels.map((name, at) => ({
        name, value: declared.series[0].values[at], href: declared.series[0].links?.[at],
        itemStyle: { color: token(`chart-${(at % 6) + 1}`) }, label: { color: inkOn(token(`chart-${(at % 6) + 1}`)) },
      })),
    }],
  }),
  pie: (declared) => ({
    ...common(declared), legend: { show: false },
    series: [{
      type: "pie", radius: ["52%", "78%"], label: { color: token("ink-2"), fontSize: declared.size, formatter: "{b}  {c}" },
      itemStyle: { borderColor: token("surface"), borderWidth: 2 },
      data: declared.labels.map((name, at) => ({
        name, value: declared.series[0].values[at], href: declared.series[0].links?.[at], itemStyle: { color: token(`chart-${(at % 6) + 1}`) },
      })),
    }],
  }),
};

function bars(declared, each, index, radius) {
  const claimed = each.state === "claimed";
  return {
    name: each.name, type: "bar", data: each.values, stack: each.stack, barMaxWidth: declared.size * 1.8, barGap: "20%",
    itemStyle: {
      color: stateColour(each.state, index), borderRadius: each.stack ? 0 : radius,
      // What is only claimed is hatched, so that it differs from what is confirmed without colour too.
      decal: claimed ? { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -0.785, color: "rgba(255,255,255,.45)" } : { symbol: "none" },
    },
  };
}

function lines(each, index) {
  return {
    name: each.name, type: "line", data: each.values, symbol: "circle", symbolSize: 6, connectNulls: false,
    lineStyle: { width: 2, type: each.state === "claimed" ? "dashed" : "solid" }, itemStyle: { color: stateColour(each.state, index) },
  };
}

function optionOf(declared) {
  return declared.option ? { ...common(declared), ...declared.option } : kinds[declared.kind](declared);
}
