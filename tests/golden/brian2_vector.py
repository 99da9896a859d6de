"""One golden vector: the description of a network, its run in Brian2, and the file.

A network is written once, as the description that the file holds (texts, constants, start values,
spikes); Brian2 is given that description, so that what ran is what is written. Everything random is
drawn beforehand, from a generator whose seed follows from the number in the name.

Numpy target in float64. Synaptic events are executed one by one, as in Brian2's compiled targets: the
vectorised form of the numpy target gives other results for blocks that depend on the order of events.
"""

import gc
import gzip
import hashlib
import json
import logging
import os
import sys

import numpy as np
from brian2 import (BrianLogger, Network, NeuronGroup, Quantity, SpikeGeneratorGroup, SpikeMonitor,
                    StateMonitor, Synapses, TimedArray, defaultclock, get_dimensions, prefs, second)
from brian2.core.variables import ArrayVariable
from brian2.codegen.generators.numpy_generator import NumpyCodeGenerator
import brian2

prefs.codegen.target = "numpy"
NumpyCodeGenerator._use_ufunc_at_vectorisation = False
BrianLogger.suppress_hierarchy("brian2")
logging.getLogger("brian2").setLevel(logging.CRITICAL)

BASE = ["m", "kg", "s", "A", "K", "mol", "cd"]


def unit_text(value):
    """The dimension in SI base units: `m^2 kg s^-3 A^-1`, or `1`."""
    exponents = getattr(get_dimensions(value), "_dims")
    parts = [name if exponent == 1 else f"{name}^{exponent:g}"
             for name, exponent in zip(BASE, exponents) if exponent != 0]
    return " ".join(parts) or "1"


def constants(**values):
    return {name: {"value": float(value), "unit": unit_text(value)} for name, value in values.items()}


def decode(array):
    """A list, `{const, n}` or `{scale, int}` as numpy values."""
    if isinstance(array, dict) and "const" in array:
        return np.full(array.get("n", 1), float(array["const"]))
    if isinstance(array, dict):
        return np.asarray(array["int"], dtype=float)*array["scale"]
    return np.asarray(array, dtype=float)


def digits(values, count):
    return [float(f"{value:.{count}g}") for value in np.asarray(values, dtype=float).ravel()]


def scaled(values, scale):
    return {"scale": scale, "int": [int(round(value/scale)) for value in values]}


def regular(draw, n, steps, rate, dt):
    """Spikes of n sources at a mean rate in Hz, drawn step by step; sorted by step, then index."""
    k, i = np.nonzero(draw.random((steps, n)) < rate*dt)
    return {"n": len(i), "i": i.tolist(), "k": k.tolist()}


class Vector:
    """The description of one network, in the words of the file."""

    def __init__(self, name, title, dt, n_steps):
        self.file = {
            "format": "brian2-golden/1", "name": name, "title": title, "description": title,
            "provenance": {"brian2": brian2.__version__, "numpy": np.__version__,
                           "python": sys.version.split()[0], "target": "numpy, events one by one",
                           "generator": "make-brian2-vectors.py"},
            "units": "all numbers are SI base units; spike k = integer time step, t = k*dt",
            "dt": dt, "duration": float(f"{n_steps*dt:.12g}"), "n_steps": n_steps,
            "schedule": ["start", "groups", "thresholds", "synapses", "resets", "end"],
            "integration_note": "", "groups": [], "inputs": [], "synapses": [], "events": [],
        }
        self.draw = np.random.default_rng(int(name[:2])*7919)
        self.watch = {}
        self.units = {}
        self.after = None

    def array(self, name, values, dt, unit=1):
        """Values in SI; the file does not state their unit."""
        self.file.setdefault("timed_arrays", {})[name] = {
            "dt": dt, "values": values, "rule": "the row of the step in which t lies; the last one after the end"}
        self.units[name] = unit

    def input(self, name, n, rate=None, spikes=None, **more):
        if spikes is None:
            spikes = regular(self.draw, n, self.file["n_steps"], rate, self.file["dt"])
        self.file["inputs"].append({"name": name, "n": n, "spikes": spikes, **more})

    def group(self, name, n, equations, method, parameters=None, initial=None, threshold=None,
              reset="", refractory=None, trace=None, record=(0,), every=10, **more):
        self.file["groups"].append({
            "name": name, "n": n, "equations": lines(equations), "method": method,
            "threshold": threshold, "reset": "\n".join(lines(reset)) if threshold else None,
            "refractory": refractory, "parameters": parameters or {}, "initial": initial or {},
            **more})
        if trace:
            self.watch[name] = (trace.split(), list(record), every)

    def synapses(self, name, source, target, model, on_pre="", on_post="", pairs=None,
                 parameters=None, initial=None, trace=None, record=(0,), every=20, **more):
        entry = {"name": name, "source": source, "target": target}
        sizes = {item["name"]: item["n"] for item in self.file["groups"] + self.file["inputs"]}
        if pairs is None:
            entry["n"] = size(source, sizes)*size(target, sizes)
            entry["connect"] = "all_to_all (synapse index = i*N_target + j)"
        else:
            entry.update(n=len(pairs), connect="explicit",
                         i=[int(pair[0]) for pair in pairs], j=[int(pair[1]) for pair in pairs])
        entry.update(model=lines(model), on_pre=lines(on_pre), on_post=lines(on_post),
                     parameters=parameters or {}, initial=initial or {}, **more)
        if entry["on_pre"] and not {"delay_steps", "delay_steps_formula", "delay"} & set(entry):
            entry["delay_steps"] = {"const": 0}
        if entry["on_post"] and "post_delay_steps" not in entry:
            entry["post_delay_steps"] = {"const": 0}
        self.file["synapses"].append(entry)
        if trace:
            self.watch[name] = (trace.split(), list(record), every)

    def event(self, t, op, **more):
        self.file["events"].append({"t": t, "op": op, **more})

    def sparse(self, n, m, probability, selfs=True):
        """Pairs drawn with a probability; in the order of a condition."""
        chosen = self.draw.random((n, m)) < probability
        if not selfs:
            np.fill_diagonal(chosen, False)
        return [(int(i), int(j)) for i, j in zip(*np.nonzero(chosen))]

    def uniform(self, low, high, n, figures=4):
        return digits(self.draw.uniform(low, high, n), figures)

    def words(self, low, high, n):
        return [int(value) for value in self.draw.integers(low, high, n)]


def lines(text):
    return [line.strip() for line in text.strip().splitlines() if line.strip()]


def bounds(name, sizes):
    if "[" not in name:
        return name, 0, sizes[name]
    base, rest = name[:-1].split("[")
    first, last = rest.split(":")
    return base, int(first), int(last)


def size(name, sizes):
    _, first, last = bounds(name, sizes)
    return last - first


class Run:
    """A description as a Brian2 network."""

    def __init__(self, vector, without=()):
        file = self.file = vector.file
        self.dt = file["dt"]
        defaultclock.dt = self.dt*second
        self.arrays = {name: TimedArray(np.asarray(entry["values"], dtype=float)*vector.units.get(name, 1),
                                        dt=entry["dt"]*second, name=name)
                       for name, entry in file.get("timed_arrays", {}).items()}
        self.objects, self.sizes = {}, {}
        for entry in file["inputs"]:
            self.add_input(entry)
        for entry in file["groups"]:
            self.add_group(entry)
        for entry in file["synapses"]:
            self.add_synapses(entry)
        self.spikes = {name: SpikeMonitor(self.objects[name])
                       for name in [entry["name"] for entry in file["groups"]
                                    if entry["threshold"]]}
        self.traces = {
            name: StateMonitor(self.objects[name], variables, record=record,
                               dt=self.dt*every*second, when="start", order=-100)
            for name, (variables, record, every) in vector.watch.items()}
        self.net = Network(*self.objects.values(), *self.spikes.values(), *self.traces.values())
        self.start = {entry["name"]: self.values(entry["name"], True)
                      for entry in file["groups"] + file["synapses"]}
        self.repeated = None
        self.run(without)

    def namespace(self, entry):
        own = {name: quantity(number) for name, number in entry["parameters"].items()}
        return {**own, **self.arrays}

    def add_input(self, entry):
        spikes = entry["spikes"]
        period = entry.get("period_steps")
        self.objects[entry["name"]] = SpikeGeneratorGroup(
            entry["n"], decode(spikes["i"]).astype(int), decode(spikes["k"])*self.dt*second,
            name=entry["name"], **({} if period is None else {"period": period*self.dt*second}))
        self.sizes[entry["name"]] = entry["n"]

    def add_group(self, entry):
        refractory = entry["refractory"]
        keys = {"refractory": refractory if isinstance(refractory, str) else refractory*second} \
            if refractory is not None else {}
        if entry["threshold"]:
            keys["threshold"] = entry["threshold"]
            keys["reset"] = entry["reset"] or ""
        group = NeuronGroup(entry["n"], "\n".join(entry["equations"]), method=entry["method"],
                            namespace=self.namespace(entry), name=entry["name"], **keys)
        for task in entry.get("run_regularly", []):
            group.run_regularly("\n".join(task["statements"]), dt=task["every_steps"]*self.dt*second)
        self.objects[entry["name"]] = group
        self.sizes[entry["name"]] = entry["n"]
        self.load(group, entry)

    def end(self, name):
        base, first, last = bounds(name, self.sizes)
        return self.objects[base][first:last] if "[" in name else self.objects[base]

    def add_synapses(self, entry):
        paths = entry.get("pathways", [])
        sides = {}
        for side in ("pre", "post"):
            blocks = {path["name"]: "\n".join(path["statements"])
                      for path in paths if path["side"] == side}
            if entry[f"on_{side}"]:
                blocks[side] = "\n".join(entry[f"on_{side}"])
            if blocks:
                sides[f"on_{side}"] = blocks
        method = {"method": entry["method"]} if "method" in entry else {}
        synapses = Synapses(self.end(entry["source"]), self.end(entry["target"]),
                            "\n".join(entry["model"]), namespace=self.namespace(entry),
                            name=entry["name"], **sides, **method)
        n = size(entry["target"], self.sizes)
        s = np.arange(entry["n"])
        i, j = (s//n, s % n) if entry["connect"].startswith("all") else \
            (decode(entry["i"]).astype(int), decode(entry["j"]).astype(int))
        synapses.connect(i=i, j=j)
        delays = {"pre": self.delays(entry, i, j), **{path["name"]: steps_of(path["delay_steps"])
                                                      for path in paths}}
        if "post_delay_steps" in entry:
            delays["post"] = steps_of(entry["post_delay_steps"])
        for name, steps in delays.items():
            if hasattr(synapses, name) and steps is not None:
                getattr(synapses, name).delay = steps*self.dt*second
        if "delay" in entry:
            synapses.pre.delay = decode(entry["delay"])*second
        for task in entry.get("run_regularly", []):
            synapses.run_regularly("\n".join(task["statements"]),
                                   dt=task["every_steps"]*self.dt*second)
        self.objects[entry["name"]] = synapses
        self.load(synapses, entry)

    @staticmethod
    def delays(entry, i, j):
        if "delay_steps_formula" in entry:
            rule = entry["delay_steps_formula"].split("=")[1].replace("mod", "%")
            return eval(rule, {"i": i, "j": j}) + 0*i
        return steps_of(entry["delay_steps"]) if "delay_steps" in entry else None

    @staticmethod
    def load(owner, entry):
        for name, array in entry["initial"].items():
            values = decode(array)
            owner.variables[name].set_value(values if len(values) > 1 else values[0])

    def run(self, without):
        file, now = self.file, 0

        def advance(step):
            if step > now:
                self.net.run((step - now)*self.dt*second, namespace={})
            return step

        stored = {}
        events = [event for event in file["events"] if event["op"] not in without]
        for place, event in enumerate(events):
            now = advance(self.step(event["t"]))
            if event["op"] == "store":
                self.net.store(f"step_{now}")
                stored[now] = place
            elif event["op"] == "restore":
                first = self.results()
                now = self.step(event["to"])
                self.net.restore(f"step_{now}")
                # What happened behind the checkpoint happens again.
                for other in events[stored[now] + 1:place]:
                    if other["op"] != "store":
                        now = advance(self.step(other["t"]))
                        self.change(other)
                now = advance(file["n_steps"])
                self.repeated = self.results() == first
            else:
                self.change(event)
        advance(file["n_steps"])

    def step(self, time):
        return int(round(time/self.dt))

    def change(self, event):
        synapses = self.objects[event["synapses"]]
        if event["op"] == "set_where":
            # A number in SI.
            unit = Quantity(1, dim=synapses.variables[event["var"]].dim)
            getattr(synapses, event["var"])[event["where"]] = event["value"]*unit
            return
        values = np.array(synapses.variables[event["var"]].get_value())
        sums = np.zeros(len(synapses.target))
        j = np.asarray(synapses.j[:])
        for s, value in enumerate(values):
            sums[j[s]] += value
        synapses.variables[event["var"]].set_value(values*(event["total"]/sums)[j])

    def values(self, name, everything):
        """State by name: all of it for the start, what may change and is declared for the end."""
        owner = self.objects[name]
        own = {key: variable for key, variable in owner.variables.items()
               if key in owner.equations.names and isinstance(variable, ArrayVariable)
               and variable.owner.name == name}
        bookkeeping = ("lastspike", "not_refractory", "lastupdate")
        if everything:
            own.update({key: owner.variables[key] for key in bookkeeping
                        if key in owner.variables and owner.variables[key].owner.name == name})
        else:
            own = {key: variable for key, variable in own.items()
                   if not variable.constant and key not in bookkeeping}
        return {key: np.atleast_1d(np.asarray(variable.get_value())).astype(float)
                for key, variable in own.items()}

    def results(self):
        spikes = {}
        for name, monitor in self.spikes.items():
            k = [int(round(float(time)/self.dt)) for time in np.asarray(monitor.t)]
            spikes[name] = {"n": len(k), "i": [int(index) for index in monitor.i[:]], "k": k}
        final = {entry["name"]: {key: digits(values, 12)
                                 for key, values in self.values(entry["name"], False).items()}
                 for entry in self.file["groups"] + self.file["synapses"]}
        return {"spikes": spikes, "final": {name: found for name, found in final.items() if found}}


def steps_of(array):
    return decode(array).astype(int) if not (isinstance(array, dict) and "n" not in array
                                             and "const" in array) else int(array["const"])


def quantity(number):
    exponents = dict(part.split("^") if "^" in part else (part, "1")
                     for part in number["unit"].split() if part != "1")
    if not exponents:
        return number["value"]
    from brian2.units.fundamentalunits import get_or_create_dimension
    return Quantity(number["value"], dim=get_or_create_dimension(
        [float(exponents.get(base, 0)) for base in BASE]))


def packed(values):
    return {"const": values[0], "n": len(values)} if len(set(values)) == 1 else values


def finish(vector, directory):
    file = vector.file
    run = Run(vector)
    for entry in file["groups"] + file["synapses"]:
        entry["initial"] = {key: entry["initial"][key] if key in entry["initial"] else
                            packed([float(value) for value in values])
                            for key, values in run.start[entry["name"]].items()}
    expected = run.results()
    expected["final"] = {name: {key: packed(values) for key, values in found.items()}
                         for name, found in expected["final"].items()}
    expected["traces"] = {}
    for name, (variables, record, every) in vector.watch.items():
        monitor = run.traces[name]
        times = digits(np.round(np.asarray(monitor.t)/file["dt"])*file["dt"]*1000, 9)
        expected["traces"][name] = {
            "t_ms": times, "record": record,
            "when": "start slot: the value before step k = t/dt is executed",
            "vars": {key: [digits(row, 9) for row in np.asarray(getattr(monitor, key))]
                     for key in variables}}
    if run.repeated is not None:
        expected["restore_identical"] = run.repeated
        assert run.repeated
    if vector.file.get("events") and any(e["op"] == "set_where" for e in file["events"]) \
            and all(e["op"] == "set_where" for e in file["events"]):
        spikes = expected["spikes"]
        del run
        gc.collect()
        other = Run(vector, ("set_where",)).results()
        if other["spikes"] == spikes:
            expected["final_without_freeze"] = other["final"]
    file["expected"] = expected
    if vector.after is not None:
        vector.after(file)
    name = file["name"]
    text = json.dumps(file, separators=(",", ":"), allow_nan=False)
    with open(os.path.join(directory, f"{name}.json.gz"), "wb") as out:
        out.write(gzip.compress(text.encode(), 9, mtime=0))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    counts = ", ".join(f"{key} {value['n']}" for key, value in expected["spikes"].items())
    print(f"{name} {digest} {counts}", flush=True)
