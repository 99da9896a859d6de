"""Golden vectors 25 to 30: networks of the kinds below 20 with other numbers and small changes."""

import numpy as np
from brian2 import Hz, mV, ms
from brian2_vector import Vector, constants, digits

networks = []


def network(make):
    networks.append(make)
    return make


@network
def nearest_spike():
    v = Vector("25_nearest_spike", "Nearest-spike STDP, adaptive thresholds, delays both ways", 2e-4, 4000)
    v.input("X", 25, 25)
    v.group("G", 6, """
        dv/dt = (Er - v)/tm : volt (unless refractory)
        dth/dt = (th0 - th)/tth : volt""", "exact",
            constants(Er=-70*mV, tm=12*ms, th0=-54*mV, tth=80*ms, step=1.5*mV),
            {"v": v.uniform(-0.07, -0.06, 6), "th": {"const": -0.054, "n": 6}},
            "v > th", "v = Er\nth += step", 0.0021, trace="v th", record=(0, 5), every=9)
    pairs = v.sparse(25, 6, 0.7)
    count = len(pairs)
    v.synapses("S", "X", "G", """
        w : volt
        dx/dt = -x/tp : 1 (event-driven)
        dy/dt = -y/tq : 1 (event-driven)
        eta : 1 (constant)""", """
        v_post += w
        x = 1
        w = clip(w - eta*y*mV, 0*mV, wtop)""", """
        y = 1
        w = clip(w + eta*x*(wtop - w), 0*mV, wtop)""", pairs,
               constants(tp=17*ms, tq=34*ms, wtop=8*mV),
               {"w": v.uniform(0.0005, 0.006, count), "eta": v.uniform(0.01, 0.2, count)},
               trace="w x y", record=(0, 9, 30), every=33,
               delay_steps=v.words(0, 40, count), post_delay_steps=v.words(0, 25, count))
    return v


@network
def lif_current_delay():
    v = Vector("26_lif_current_delay", "Kind of 01 with other numbers, delays as a list and a constant array",
               2.5e-4, 2400)
    v.input("X", 30, 22)
    v.group("G", 16, """
        dv/dt = (El - v + I)/taum : volt (unless refractory)
        dI/dt = -I/taus : volt""", "exact",
            constants(El=-68*mV, Vr=-64*mV, Vt=-51*mV, taum=31*ms, taus=7*ms),
            {"v": {"scale": 1e-5, "int": v.words(-6800, -5200, 16)}}, "v > Vt", "v = Vr", 0.0041,
            trace="v I", record=(2, 3, 15), every=3)
    v.synapses("XG", "X", "G", "w : volt", "I_post += w",
               initial={"w": v.uniform(0, 0.012, 480)}, delay_steps={"const": 9, "n": 480})
    v.synapses("GG", "G", "G", "w : volt", "I_post -= w",
               pairs=[(s, (s + d) % 16) for s in range(16) for d in (1, 2, 5)],
               initial={"w": v.uniform(0, 0.006, 48)}, delay_steps={"scale": 3, "int": v.words(0, 9, 48)})
    return v


@network
def izhikevich():
    v = Vector("27_izhikevich_stdp", "Kind of 02: three layers, pair STDP, images as rows of an array",
               2e-4, 3000)
    lit = (v.draw.random((3, 9)) < 0.5)*13.0 + 2.0
    v.array("image", lit.tolist(), 0.2)
    text = """
        dv/dt = (0.04/ms/mV)*v**2 + (5/ms)*v + 140*mV/ms - u + I : volt
        du/dt = a*(b*v - u) : volt/second
        I = image(t, i)*mV/ms : volt/second
        a : Hz
        d : volt/second"""
    p = constants(b=0.22/ms, c=-63*mV, Vmax=30*mV)
    for name in ("In", "Mid"):
        v.group(name, 9, text, "euler", p,
                {"v": {"const": -0.063, "n": 9}, "u": v.uniform(-16, -12, 9),
                 "a": {"const": 21.0, "n": 9}, "d": v.uniform(2, 8, 9)},
                "v >= Vmax", "v = c\nu += d", trace="v u I", record=(0, 8), every=11)
    v.synapses("S", "In", "Mid", """
        w : 1
        dapre/dt = -apre/taupre : 1 (event-driven)
        dapost/dt = -apost/taupost : 1 (event-driven)""", """
        v_post += w*mV
        apre += Apre
        w = clip(w + apost, 0, wmax)""", """
        apost += Apost
        w = clip(w + apre, 0, wmax)""",
               parameters=constants(Apre=0.02, Apost=-0.019, taupre=13*ms, taupost=27*ms, wmax=1.1),
               initial={"w": v.uniform(0, 1.1, 81)}, trace="w apre", record=(1, 44), every=50)
    return v


@network
def song():
    v = Vector("28_song_stdp", "Kind of 08: conductance and STDP with a conductance ceiling, then frozen", 1e-4, 6000)
    v.input("X", 60, 18)
    v.group("N", 2, """
        dv/dt = (ge*(Ee - v) + El - v)/taum : volt
        dge/dt = -ge/taue : 1""", "euler",
            constants(taum=10*ms, taue=5*ms, Ee=0*mV, vt=-54*mV, vr=-60*mV, El=-74*mV),
            {"v": {"const": -0.07, "n": 2}}, "v>vt", "v = vr", trace="v ge", record=(0, 1), every=25)
    v.synapses("S", "X", "N", """
        w : 1
        dApre/dt = -Apre/taupre : 1 (event-driven)
        dApost/dt = -Apost/taupost : 1 (event-driven)
        learned : boolean
        seen : integer""", """
        ge += w
        Apre += dApre
        seen += 1
        w = clip(w + Apost*int(learned), 0, gmax)""", """
        Apost += dApost
        w = clip(w + Apre*int(learned), 0, gmax)""",
               parameters=constants(taupre=20*ms, taupost=22*ms, gmax=0.12, dApre=0.006, dApost=-0.0063),
               initial={"w": v.uniform(0, 0.12, 120), "learned": {"const": 1, "n": 120}},
               trace="w Apre", record=(0, 1, 50), every=40)
    v.event(0.3, "set_where", synapses="S", var="learned", where="w > 0.06", value=0)
    v.event(0.3, "set_where", synapses="S", var="w", where="i < 3 and j == 1", value=0.02)
    v.event(0.45, "set_where", synapses="S", var="learned", where="True", value=0)
    return v


@network
def heterogeneous():
    v = Vector("29_heterogeneous_delays", "Kind of 11: delays off the grid, repeated pairs, inhibition, plain voltages",
               1e-4, 3000)
    v.input("X", 20, 40)
    v.group("G", 14, "dv/dt = -v/tau : 1 (unless refractory)", "exact", constants(tau=11*ms), {},
            "v > 1", "v = 0", 0.0017, trace="v", record=(0, 3, 9), every=10)
    pairs = v.sparse(20, 14, 0.5)
    pairs = sorted(pairs + pairs[:25])
    delay = digits(v.draw.uniform(0, 0.015, len(pairs)), 4)
    v.synapses("XG", "X", "G", """
        w : 1
        dapre/dt = -apre/taupre : 1 (event-driven)
        dapost/dt = -apost/taupost : 1 (event-driven)""", """
        v_post += w
        apre += Apre
        w = clip(w + apost, 0, wmax)""", """
        apost += Apost
        w = clip(w + apre, 0, wmax)""", pairs,
               constants(Apre=0.01, Apost=-0.011, taupre=12*ms, taupost=33*ms, wmax=0.6),
               {"w": v.uniform(0, 0.6, len(pairs))}, trace="w", record=(0, 10), every=20,
               delay=delay, delay_steps=[int(np.floor(x/1e-4 + 0.5)) for x in delay],
               post_delay_steps={"const": 11})
    pairs = v.sparse(14, 14, 0.2, False)
    v.synapses("GG", "G", "G", "w : 1", "v_post -= w", pairs=pairs,
               initial={"w": v.uniform(0, 0.4, len(pairs))}, delay_steps=v.words(5, 90, len(pairs)))
    return v


@network
def store_restore():
    v = Vector("30_store_restore", "Kind of 12: two checkpoints, events before and after, back to the first",
               1e-4, 2500)
    v.input("X", 15, 60)
    v.group("G", 8, """
        dv/dt = (r - v)/tau : 1 (unless refractory)
        dr/dt = -r/tr : 1
        count : integer""", "exact",
            constants(tau=9*ms, tr=40*ms), {"r": v.uniform(0, 0.5, 8)}, "v > 1", "v = 0\ncount += 1",
            "0.5*ms + 0.1*ms*i", trace="v r count", record=(0, 7), every=10)
    pairs = v.sparse(15, 8, 0.8)
    v.synapses("XG", "X", "G", """
        w : 1
        da/dt = -a/ta : 1 (event-driven)""", "r_post += w\na += 0.05", "w = clip(w + a - 0.03, 0, 1)", pairs,
               constants(ta=15*ms), {"w": v.uniform(0.02, 0.4, len(pairs))}, trace="w a",
               record=(0, 20), every=10, delay_steps=v.words(0, 130, len(pairs)), post_delay_steps={"const": 33})
    v.event(0.05, "normalize_columns", synapses="XG", var="w", total=2.0, rule="to 2")
    v.event(0.1, "store")
    v.event(0.15, "set_where", synapses="XG", var="w", where="w < 0.1", value=0.15)
    v.event(0.18, "store")
    v.event(0.25, "restore", to=0.1)
    return v
