"""Golden vectors 31 and up: constructs of the language, some with keys beyond the first files."""

import numpy as np
from brian2 import Hz, mV, ms, nS
from brian2_vector import Vector, constants, digits

networks = []


def network(make):
    networks.append(make)
    return make


@network
def timed_arrays():
    v = Vector("31_timed_arrays", "Timed arrays of one and two dimensions in equations, thresholds, resets, "
               "statements and synapses; units follow from the texts", 1e-4, 2000)
    v.array("flat", v.uniform(0, 1.5, 9), 0.025)
    v.array("drive", [v.uniform(0, 0.03, 6) for _ in range(5)], 0.03, 1000*mV)
    v.array("level", digits(v.draw.uniform(0.014, 0.02, 11), 4), 0.0173, 1000*mV)
    v.array("speed", [v.uniform(40, 150, 6) for _ in range(4)], 0.05, Hz)
    v.array("gain", v.words(1, 60, 8), 0.026)
    v.array("column", [[0.5], [1.25], [0.75]], 0.07)
    v.group("G", 6, """
        dv/dt = (drive(t, i) + 2*z*mV - v)*speed(t, i) : volt
        dz/dt = (flat(t) - z)/tau + column(t, 0)/second : 1
        low = (level(t) + 1*mV)/2 : volt""", "euler", constants(tau=20*ms), {}, "v > level(t) + 0.1*low",
            "v = low*0.1 - level(t)/4", trace="v z low", record=(0, 1, 5), every=3)
    v.synapses("S", "G", "G", "w : 1", "v_post += w*mV*gain(t)*flat(t - 5*ms)",
               pairs=[(s, (s + 1) % 6) for s in range(6)], initial={"w": v.uniform(0, 0.4, 6)},
               delay_steps={"const": 7})
    return v


@network
def refractory_forms():
    v = Vector("32_refractory_forms", "Refractory periods: number, expression, per neuron, condition, flag", 1e-4, 2000)
    text = "dv/dt = (1.6 + 0.05*i - v)/tau : 1 (unless refractory)"
    p = constants(tau=7*ms)
    forms = [("Number", "", 0.00195), ("Text", "", "(1 + i % 3)*ms"), ("Each", "\nref : second", "ref"),
             ("Held", "\ndu/dt = -u/(4*ms) : 1", "u > 0.3"), ("Flag", "\nheld : boolean", "held"),
             ("Fading", "\nds/dt = (2*ms - s)/(30*ms) : second (unless refractory)", "s*2"),
             ("Shared", "\npause : second (shared)", "pause + 0.3*ms")]
    for name, more, refractory in forms:
        reset = {"Held": "v = 0\nu = 1", "Flag": "v = 0\nheld = i % 2 == 0",
                 "Fading": "v = 0\ns += 1*ms"}.get(name, "v = 0")
        start = {"Each": {"ref": v.uniform(0, 0.004, 4)}, "Shared": {"pause": {"const": 0.0012, "n": 1}}}
        v.group(name, 4, text + more, "euler", p, start.get(name, {}), "v > 1", reset, refractory,
                trace="v", record=(0, 3), every=7)
    v.input("X", 5, 200)
    v.synapses("XN", "X", "Number", "", "v_post += 0.3", pairs=v.sparse(5, 4, 0.5))
    v.synapses("XH", "X", "Held", "", "v_post += 0.2*int(not_refractory_post)\nu_post += 0.1",
               pairs=v.sparse(5, 4, 0.5), delay_steps={"const": 3})
    v.synapses("XF", "X", "Flag", "", "held_post = False", pairs=v.sparse(5, 4, 0.2), delay_steps={"const": 1})
    return v


@network
def summed_clock_driven():
    v = Vector("33_summed_clock_driven", "Summed variables, clock-driven synapses, gap junctions", 1e-4, 1500)
    v.input("X", 12, 50)
    v.group("G", 7, """
        dv/dt = (-70*mV - v + Igap + R*(-g*v))/tau : volt
        g : 1
        Igap : volt""", "euler", constants(tau=10*ms, R=1.0), {"v": v.uniform(-0.07, -0.055, 7)},
            "v > -55*mV", "v = -72*mV", trace="v g Igap", record=(0, 3, 6), every=5)
    pairs = v.sparse(12, 7, 0.6)
    v.synapses("N", "X", "G", """
        dx/dt = -x/taur : 1 (clock-driven)
        ds/dt = -s/taud + alpha*x*(1 - s) : 1 (clock-driven)
        g_post = w*s : 1 (summed)
        w : 1""", "x += 1", "w *= 0.999", pairs, constants(taur=2*ms, taud=40*ms, alpha=0.5/ms),
               {"w": v.uniform(0, 0.4, len(pairs))}, trace="x s", record=(0, 11), every=5,
               delay_steps=v.words(0, 30, len(pairs)), method="euler")
    v.synapses("Gap", "G", "G", """
        w : 1
        Igap_post = w*(v_pre - v_post) : volt (summed)""",
               pairs=[(a, b) for a in range(7) for b in range(7) if abs(a - b) == 1],
               initial={"w": v.uniform(0.1, 0.9, 12)})
    v.synapses("Lin", "X", "G", "dq/dt = -q/(8*ms) : volt (clock-driven)", "q += 2*mV", "v_post += q",
               pairs=v.sparse(12, 7, 0.3), trace="q", record=(0, 4), every=5)
    return v


@network
def subgroups_pathways():
    v = Vector("34_subgroups_pathways", "Parts of populations, several pathways with their own delays, "
               "regular statements, spikes with a period", 1e-4, 2500)
    v.input("P", 4, spikes={"n": 6, "i": [0, 3, 1, 2, 0, 3], "k": [0, 4, 50, 51, 77, 119]}, period_steps=120)
    v.input("X", 10, 30)
    v.group("G", 20, """
        dv/dt = -v/tau : 1 (unless refractory)
        boost : 1
        n_spikes : integer""", "exact", constants(tau=14*ms), {"v": v.uniform(0, 1, 20)}, "v > 1 + boost",
            "v = 0\nn_spikes += 1", 0.002, trace="v boost n_spikes", record=(0, 6, 19), every=10,
            run_regularly=[{"statements": ["boost = 0.3*sin(2*pi*25*Hz*t)**2", "v += 0.01*i"], "every_steps": 25},
                           {"statements": ["v *= 0.99"], "every_steps": 10}])
    v.synapses("PG", "P", "G[0:8]", "w : 1", "v_post += w", initial={"w": v.uniform(0.1, 0.7, 32)},
               delay_steps={"const": 4})
    pairs = v.sparse(7, 12, 0.4)
    count = len(pairs)
    v.synapses("Part", "G[3:10]", "G[8:20]", """
        w : 1
        m : 1
        db/dt = -b/(10*ms) : 1 (event-driven)""", "", "", pairs, {}, {"w": v.uniform(0, 0.6, count)},
               trace="w m b", record=(0, 12), every=10,
               pathways=[{"name": "fast", "side": "pre", "statements": ["v_post += w", "b += 1"], "delay_steps": v.words(0, 20, count)},
                         {"name": "slow", "side": "pre", "statements": ["v_post -= w/3", "m += b"], "delay_steps": {"const": 60}},
                         {"name": "back", "side": "post", "statements": ["w = clip(w + 0.02*b, 0, 1)"], "delay_steps": {"const": 5}}],
               run_regularly=[{"statements": ["m *= 0.9"], "every_steps": 100}])
    v.synapses("Back", "G[12:19]", "G[5:6]", "", "v_post += 0.04", delay_steps={"const": 1})
    v.synapses("XG", "X", "G[4:6]", "", "v_post += 0.4")
    return v


@network
def integrators():
    v = Vector("35_integrators", "The same oscillator and a linear pair under each method", 2e-4, 1000)
    text = """
        dx/dt = (x - x**3/3 - y + I)/(8*ms) : 1
        dy/dt = (x + 0.7 - 0.8*y)/(100*ms) : 1
        I : 1"""
    for method in ("euler", "rk2", "rk4", "heun"):
        v.group(f"F_{method}", 3, text, method, {}, {"x": v.uniform(-1, 1, 3), "I": v.uniform(0.3, 1.2, 3)},
                "x > 1.4 and y < 1", "y += 0.02", 0.02, trace="x y", record=(0, 2), every=4)
    pair = """
        da/dt = (b - a)/(5*ms) + c/second : 1
        db/dt = -b/tau : 1
        c : 1 (constant)
        tau : second (constant)"""
    p, top = constants(k=3.0), {"exact": 3.0, "euler": 2.5}
    for method in ("exact", "exponential_euler", "euler", "rk4"):
        v.group(f"L_{method}", 3, pair, method, p,
                {"a": v.uniform(0, 1, 3), "b": v.uniform(0, top.get(method, 2.0), 3), "c": v.uniform(0, 50, 3), "tau": v.uniform(0.01, 0.03, 3)},
                "a > 0.5", "a = 0\nb += 0.05", trace="a b", record=(0, 2), every=4)
    return v


@network
def schedule():
    v = Vector("36_schedule_micro", "Kind of 13: zero delays through three populations, loops, both pathways in one step", 1e-3, 400)
    v.input("X", 3, spikes={"n": 9, "i": [0, 1, 2, 0, 1, 2, 0, 1, 2], "k": [0, 0, 1, 20, 21, 22, 100, 100, 100]})
    for name in ("A", "B", "C"):
        v.group(name, 2, "dv/dt = (base - v)/(10*ms) : 1 (unless refractory)\nbase : 1\nlast : second",
                "exact" if name == "A" else "euler", {}, {"base": [0.0, 0.9]}, "v >= 1", "v -= 1\nlast = t", 0.002 if name != "B" else None,
                trace="v last", record=(0, 1), every=1)
    v.file["groups"][1]["equations"][0] = "dv/dt = (base - v)/(10*ms) : 1"
    plastic = """
        w : 1
        dp/dt = -p/(10*ms) : 1 (event-driven)
        dq/dt = -q/(15*ms) : 1 (event-driven)
        moment : second"""
    arrive = "v_post += w\np += 1\nw -= 0.01*q\nmoment = t"
    v.synapses("XA", "X", "A", plastic, arrive, "q += 1\nw += 0.01*p",
               initial={"w": v.uniform(0.5, 1.4, 6)}, trace="w p q moment", record=(0, 5), every=1)
    v.synapses("AB", "A", "B", plastic, arrive, "q += 1\nw += 0.01*p*int(t - lastspike_pre < 5*ms)",
               initial={"w": v.uniform(0.5, 1.4, 4)}, trace="w q", record=(0, 3), every=1)
    v.synapses("BC", "B", "C", "w : 1", "v_post += w", initial={"w": v.uniform(0.5, 1.4, 4)}, delay_steps={"const": 1})
    v.synapses("CA", "C", "A", "w : 1", "v_post -= w", "w = -w", initial={"w": v.uniform(0.1, 0.4, 4)},
               post_delay_steps={"const": 2})
    return v


@network
def encodings():
    """Every array in another form than the other files have it; quantities in events; inputs watched."""
    v = Vector("37_encodings", "Arrays in all three forms, quantities in events, a population that never spikes, "
               "spikes of an input", 2e-4, 1500)
    v.input("X", 8, 45)
    v.group("Silent", 3, "dy/dt = (0.5*volt - y)*r : volt\nr : Hz (shared, constant)", "exact", {},
            {"y": {"const": 0.125, "n": 3}, "r": [25.0]}, trace="y", record=(2,), every=25)
    v.group("G", 5, """
        dv/dt = (pull*(1 + 0.5*sin(2*pi*f*t)) - v)/tau : volt (unless refractory)
        pull = y_mean*volt : volt
        y_mean : 1
        big : boolean
        hits : integer""", "rk2", constants(tau=9*ms, f=20*Hz, pi=np.pi, mV=1*mV, ms=1*ms, wrong=-1.5*nS),
            {"y_mean": {"scale": 1e-3, "int": v.words(8, 16, 5)}, "big": [1, 0, 0, 1, 1],
             "hits": {"const": 2, "n": 5}}, "v > 14*mV or (big and v > 12.5*mV)", "v = -3*mV\nhits += 1",
            "(2 - 1*int(big))*ms", trace="v pull hits", record=(4, 0, 2), every=25)
    pairs = v.sparse(8, 5, 0.75)
    count = len(pairs)
    v.synapses("S", "X", "G", """
        w : volt
        c : siemens
        dz/dt = -z/(12*ms) : volt (event-driven)""", "v_post += w\nz += 0.2*mV", "w = clip(w + z, 0*mV, 5*mV)\nc += nS", pairs,
               {}, {"w": {"scale": 1e-6, "int": v.words(200, 3000, count)}, "c": {"const": 1e-9, "n": count}},
               trace="w z", record=(0, 13), every=50, delay_steps={"const": 2, "n": count},
               post_delay_steps={"scale": 2, "int": v.words(0, 12, count)})
    v.event(0.0, "normalize_columns", synapses="S", var="w", total=0.009, rule="in volt")
    v.event(0.1, "set_where", synapses="S", var="w", where="w < 1*mV and j > 0", value=0.00125)
    v.event(0.2, "set_where", synapses="S", var="c", where="c > 2*nS", value=3.5e-9)
    v.event(0.2, "normalize_columns", synapses="S", var="w", total=0.011, rule="in volt")
    v.after = other_forms
    return v


def other_forms(file):
    synapses = file["synapses"][0]
    synapses["connect"] = "explicit (i and j of every synapse)"
    for key in ("i", "j"):
        synapses[key] = {"scale": 1, "int": synapses[key]}
    spikes = file["inputs"][0]["spikes"]
    spikes["k"] = {"scale": 1, "int": spikes["k"]}
    expected = file["expected"]
    expected["spikes"]["X"] = {"n": spikes["n"], "i": spikes["i"], "k": spikes["k"]}
    trace = expected["traces"]["G"]
    trace["t_ms"] = {"scale": 0.2, "int": [int(round(t/0.2)) for t in trace["t_ms"]]}
    trace["record"] = {"scale": 2, "int": [2, 0, 1]}
    rows = trace["vars"]["hits"]
    trace["vars"]["hits"] = [{"scale": 1, "int": [int(x) for x in row]} for row in rows]
    final = expected["final"]
    final["S"]["w"] = {"scale": 1e-10, "int": [int(round(x*1e10)) for x in final["S"]["w"]]}
