"""Runs networks in Brian2, as the other side of the cross-check.

Reads one request per line from standard input and writes one answer per line to standard output:
  {"network": DESCRIPTION, "margins": false}  ->  {"spikes", "traces", "finals"} or {"error"}
  {"network": DESCRIPTION, "text": true}      ->  {"text"}: the Python program that would be run
DESCRIPTION is the JSON form of NetworkDescription in description.ts.

Numpy target in float64. Synaptic events are executed one by one (a Python loop): the vectorised form
of the numpy target gives other results than Brian2's compiled targets for blocks that depend on the
order of events.
"""

import gc
import json
import os
import signal
import sys
import traceback
import warnings

import numpy as np

# sympy may simplify the equations of one network for minutes.
SECONDS = 40


def number(value):
    """A float as Python text that reads back to the same bits."""
    value = float(value)
    if np.isnan(value):
        return "nan"
    if np.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value)


def amount(value, unit):
    return number(value) if unit == "1" else f"{number(value)}*{unit}"


def amounts(values, unit):
    if values and isinstance(values[0], list):
        text = "[" + ", ".join(amounts(row, "1") for row in values) + "]"
    else:
        text = "[" + ", ".join(number(value) for value in values) + "]"
    return text if unit == "1" else f"{text}*{unit}"


def element_values(value):
    if value["kind"] == "expression":
        return repr(value["text"])
    if value["kind"] == "number":
        return amount(value["value"], value["unit"])
    return amounts(value["values"], value["unit"])


def block(lines):
    return "'''" + "".join(f"\n    {line}" for line in lines) + "\n'''"


def condition(threshold):
    text = f"{threshold['left']} > {threshold['right']}"
    return f"({text}) and ({threshold['and']})" if "and" in threshold else text


def constants(own, network, arrays):
    entries = {**network, **own}
    pairs = [f"{name!r}: {amount(entry['value'], entry['unit'])}" for name, entry in entries.items()]
    pairs += [f"{array['name']!r}: {array['name']}" for array in arrays]
    return "{" + ", ".join(pairs) + "}"


def population(group, network, margins):
    name = group["name"]
    equations = list(group["equations"])
    if margins and "threshold" in group:
        left, right = group["threshold"]["left"], group["threshold"]["right"]
        unit = group["threshold"]["unit"]
        equations.append(f"crosscheck_margin = abs(({left}) - ({right})) : {unit}")
        equations.append(f"crosscheck_scale = abs({left}) + abs({right}) : {unit}")
    keys = [f"{group['size']}", block(equations)]
    if "threshold" in group:
        keys.append(f"threshold={condition(group['threshold'])!r}")
        if group["reset"]:
            keys.append(f"reset={block(group['reset'])}")
    if "events" in group:
        keys.append("events={" + ", ".join(f"{event['name']!r}: {event['condition']!r}"
                                           for event in group["events"]) + "}")
    refractory = group.get("refractory")
    if refractory is not None:
        text = refractory.get("text")
        keys.append(f"refractory={text!r}" if text is not None else
                    f"refractory={amount(refractory['seconds'], 'second')}")
    if "method" in group:
        keys.append(f"method={group['method']!r}")
    keys.append(f"namespace={constants(group['constants'], network['constants'], network['arrays'])}")
    keys.append(f"name={name!r}")
    lines = [f"{name} = NeuronGroup({', '.join(keys)})"]
    if "order" in group:
        lines.append(f"for part in [{name}, {name}.state_updater, *{name}.resetter.values(), "
                     f"*{name}.thresholder.values()]:")
        lines.append(f"    part.order = {group['order']}")
    for event in group.get("events", []):
        lines.append(f"{name}.run_on_event({event['name']!r}, {block(event['statements'])})")
    lines += regularly(group)
    lines += assignments(group)
    return lines


def regularly(owner):
    lines = []
    for entry in owner.get("regularly", []):
        every = entry.get("everySeconds")
        more = "" if every is None else f", dt={amount(every, 'second')}"
        lines.append(f"{owner['name']}.run_regularly({block(entry['statements'])}{more})")
    return lines


def assignments(owner):
    return [f"{owner['name']}.{entry['variable']} = {element_values(entry['value'])}"
            for entry in owner["initial"]]


def end(of):
    return of["object"] + ("[{}:{}]".format(*of["slice"]) if "slice" in of else "")


def projection(synapses, network):
    name = synapses["name"]
    keys = [end(synapses["from"]), end(synapses["to"]), block(synapses["model"])]
    for side in ("pre", "post"):
        paths = [path for path in synapses["pathways"] if path["side"] == side]
        if paths:
            texts = ", ".join(f"{path['name']!r}: {block(path['statements'])}" for path in paths)
            keys.append(f"on_{side}={{{texts}}}")
    events = [path for path in synapses["pathways"] if "event" in path]
    if events:
        texts = ", ".join(f"{path['name']!r}: {path['event']!r}" for path in events)
        keys.append(f"on_event={{{texts}}}")
    fixed = [path for path in synapses["pathways"]
             if "delaySeconds" in path and not isinstance(path["delaySeconds"], list)]
    if fixed:
        texts = ", ".join(f"{path['name']!r}: {amount(path['delaySeconds'], 'second')}"
                          for path in fixed)
        keys.append(f"delay={{{texts}}}")
    if "method" in synapses:
        keys.append(f"method={synapses['method']!r}")
    keys.append(f"namespace={constants(synapses['constants'], network['constants'], network['arrays'])}")
    keys.append(f"name={name!r}")
    lines = [f"{name} = Synapses({', '.join(keys)})"]
    connect = synapses["connect"]
    if connect["kind"] == "pairs":
        i, j = zip(*connect["pairs"])
        lines.append(f"{name}.connect(i={list(i)}, j={list(j)})")
    elif connect["kind"] == "condition":
        lines.append(f"{name}.connect({connect['text']!r}, n={connect['repeats']!r})")
    else:
        lines.append(f"{name}.connect({connect['kind']}={connect['text']!r}, "
                     f"skip_if_invalid={connect['skipInvalid']})")
    for path in synapses["pathways"]:
        if isinstance(path.get("delaySeconds"), list):
            lines.append(f"{name}.{path['name']}.delay = {amounts(path['delaySeconds'], 'second')}")
        if "order" in path:
            lines.append(f"{name}.{path['name']}.order = {path['order']}")
    return lines + regularly(synapses) + assignments(synapses)


def step(entry):
    if entry["kind"] == "run":
        return f"net.run({amount(entry['seconds'], 'second')}, namespace={{}})"
    selection = ""
    if "where" in entry:
        selection = f"[{entry['where']!r}]"
    elif "indices" in entry:
        selection = f"[{entry['indices']}]"
    return f"{entry['object']}.{entry['variable']}{selection} = {element_values(entry['value'])}"


def python_text(network, margins=False):
    """The Brian2 program of a network, which leaves spikes, traces, finals and margins behind."""
    lines = [
        "from brian2 import *",
        "from brian2.codegen.generators.numpy_generator import NumpyCodeGenerator",
        "prefs.codegen.target = 'numpy'",
        "NumpyCodeGenerator._use_ufunc_at_vectorisation = False  # synaptic events one by one",
        f"defaultclock.dt = {amount(network['dtSeconds'], 'second')}",
    ]
    for array in network["arrays"]:
        lines.append(f"{array['name']} = TimedArray({amounts(array['values'], array['unit'])}, "
                     f"dt={amount(array['dtSeconds'], 'second')}, name={array['name']!r})")
    for entry in network["inputs"]:
        period = entry.get("periodSeconds")
        more = "" if period is None else f", period={amount(period, 'second')}"
        lines.append(f"{entry['name']} = SpikeGeneratorGroup({entry['size']}, {entry['indices']}, "
                     f"{amounts(entry['timesSeconds'], 'second') if entry['timesSeconds'] else '[]*second'}"
                     f"{more}, name={entry['name']!r})")
    for group in network["populations"]:
        lines += population(group, network, margins)
    for synapses in network["projections"]:
        lines += projection(synapses, network)
    names = [entry["name"] for kind in ("inputs", "populations", "projections")
             for entry in network[kind]]
    lines.append(f"net = Network({', '.join(names)})")
    lines.append("spikes = {name: SpikeMonitor(group) for name, group in {" +
                 ", ".join(f"{name!r}: {name}" for name in network["spikes"]) + "}.items()}")
    by_object = {}
    for trace in network["traces"]:
        by_object.setdefault(trace["object"], []).append(trace["variable"])
    lines.append("traces = {" + ", ".join(
        f"{name!r}: StateMonitor({name}, {variables}, record=True)"
        for name, variables in by_object.items()) + "}")
    watched = [group for group in network["populations"] if margins and "threshold" in group]
    lines.append("margins = {" + ", ".join(
        f"{group['name']!r}: StateMonitor({group['name']}, ['crosscheck_margin', 'crosscheck_scale'], "
        "record=True, when='before_thresholds')" for group in watched) + "}")
    lines.append("net.add(spikes.values(), traces.values(), margins.values())")
    lines += [step(entry) for entry in network["timeline"]]
    return "\n".join(lines) + "\n"


def plain(values):
    """Nested lists of numbers; what JSON cannot hold becomes text."""
    return [plain(value) if isinstance(value, (list, np.ndarray)) else
            value if np.isfinite(value) else str(float(value))
            for value in (np.asarray(values).astype(float).tolist()
                          if isinstance(values, np.ndarray) else values)]


def run(network, margins):
    scope = {}
    exec(compile(python_text(network, margins), network["name"], "exec"), scope)
    dt = network["dtSeconds"]
    answer = {"spikes": [], "traces": [], "finals": []}
    for name in network["spikes"]:
        monitor = scope["spikes"][name]
        answer["spikes"].append({
            "object": name,
            "i": [int(index) for index in monitor.i[:]],
            "k": [int(round(float(time)/dt)) for time in np.asarray(monitor.t)],
        })
    for trace in network["traces"]:
        values = np.asarray(getattr(scope["traces"][trace["object"]], trace["variable"]))
        answer["traces"].append({**trace, "rows": plain(values)})
    for final in network["finals"]:
        variable = scope[final["object"]].variables[final["variable"]]
        values = np.atleast_1d(np.asarray(variable.get_value()))
        answer["finals"].append({**final, "values": plain(values)})
    if margins:
        smallest = [float(np.nanmin(np.asarray(monitor.crosscheck_margin)
                                    / np.maximum(np.asarray(monitor.crosscheck_scale), 1e-300)))
                    for monitor in scope["margins"].values()]
        answer["margin"] = min(smallest, default=1.0)
    return answer


def answer_to(request):
    network = request["network"]
    if request.get("text"):
        return {"text": python_text(network)}
    try:
        signal.alarm(SECONDS)
        return run(network, bool(request.get("margins")))
    except Exception as error:  # whatever Brian2 says is part of the comparison
        chain = []
        while error is not None:
            chain.append(f"{type(error).__name__}: {error}")
            error = error.__cause__ or error.__context__
        return {"error": " / ".join(chain), "place": traceback.format_exc()[-1500:]}
    finally:
        signal.alarm(0)


def too_slow(*_):
    raise TimeoutError(f"not done after {SECONDS} seconds")


def main():
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_slow)
    # Answers alone go to standard output; what libraries print does not.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        import brian2
    except ImportError:
        print(json.dumps({"brian2": None}), file=out, flush=True)
        return
    import logging

    brian2.prefs.codegen.target = "numpy"
    brian2.BrianLogger.suppress_hierarchy("brian2")
    logging.getLogger("brian2").setLevel(logging.CRITICAL)
    np.seterr(all="ignore")
    print(json.dumps({"brian2": brian2.__version__}), file=out, flush=True)
    for line in sys.stdin:
        answer = answer_to(json.loads(line))
        print(json.dumps(answer), file=out, flush=True)
        # Names of objects may only be used again once the objects are gone.
        gc.collect()


if __name__ == "__main__":
    main()
