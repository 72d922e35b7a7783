"""Draws log.csv (see train.py) as a small SVG: training and held-out loss against tokens, and the generator's entropy."""
import csv
import json
import math
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 320, 52, 40, 16, 16


def read_log(path):
    with open(path) as file:
        rows = list(csv.DictReader(file))
    points = {key: [(int(r["tokens"]) / 1e6, float(r[key])) for r in rows if r[key]] for key in ("train_loss", "held_out_loss")}
    return points


def draw(points, entropy):
    """Loss on a logarithmic axis, for most of the run happens close to the entropy."""
    last = max(x for x, _ in points["train_loss"])
    low, high = 0.45, max(y for _, y in points["train_loss"])

    def at(x, y):
        right = LEFT + (WIDTH - LEFT - RIGHT) * x / last
        down = TOP + (HEIGHT - TOP - BOTTOM) * (math.log(high) - math.log(y)) / (math.log(high) - math.log(low))
        return f"{right:.1f},{down:.1f}"

    def line(pairs, colour, dash=""):
        return f'<polyline fill="none" stroke="{colour}" stroke-width="1.6" {dash} points="{" ".join(at(*p) for p in pairs)}"/>'

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           "<title>Loss against tokens seen</title>", f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for y in (0.5, 0.6, 0.7, 0.8, 1, 1.5, 2, 3, 5):
        if y < high:
            out.append(line([(0, y), (last, y)], "#ddd"))
            right, down = at(0, y).split(",")
            out.append(f'<text x="{LEFT - 6}" y="{float(down) + 4:.1f}" text-anchor="end" fill="#444">{y}</text>')
    step = 10 if last > 30 else max(1, round(last / 6))
    for x in range(0, int(last) + 1, step):
        right = at(x, low).split(",")[0]
        out.append(f'<text x="{right}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle" fill="#444">{x}</text>')
    out.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle" fill="#444">million tokens</text>')
    out.append(line(points["train_loss"], "#e69f00"))
    out.append(line(points["held_out_loss"], "#0072b2"))
    out.append(line([(0, entropy), (last, entropy)], "#009e73", 'stroke-dasharray="5 3"'))
    for row, (words, colour) in enumerate((("training loss, nats per token", "#b37b00"), ("held-out loss", "#0072b2"),
                                           (f"generator: {entropy:.3f}", "#007a59"))):
        out.append(f'<text x="{WIDTH - RIGHT - 4}" y="{TOP + 16 + 16 * row}" text-anchor="end" fill="{colour}">{words}</text>')
    return "\n".join([*out, "</svg>", ""])


if __name__ == "__main__":
    log, results, target = sys.argv[1:]
    with open(results) as file:
        generator = json.load(file)["held_out"]["generator_nats_per_token"]
    with open(target, "w") as file:
        file.write(draw(read_log(log), generator))
