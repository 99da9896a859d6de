"""Golden vectors 20 to 24: kinds of neurons and of learning that the vectors below 20 do not have."""

import numpy as np
from brian2 import mV, ms, nS, pA, pF, siemens
from brian2_vector import Vector, constants, scaled

networks = []


def network(make):
    networks.append(make)
    return make


@network
def cuba():
    v = Vector("20_cuba", "Current-based excitatory and inhibitory network, sparse random connections",
               1e-4, 3000)
    p = constants(taum=20*ms, taue=5*ms, taui=10*ms, Vt=-50*mV, Vr=-60*mV, El=-49*mV)
    v.group("P", 80, """
        dv/dt  = (ge+gi-(v-El))/taum : volt (unless refractory)
        dge/dt = -ge/taue : volt
        dgi/dt = -gi/taui : volt""", "exact", p,
            {"v": v.uniform(-0.060, -0.050, 80)}, "v>Vt", "v = Vr", 0.005,
            trace="v ge gi", record=(0, 41, 79), every=13)
    pairs = v.sparse(80, 80, 0.1)
    v.synapses("Ce", "P", "P", "", "ge += we", pairs=[x for x in pairs if x[0] < 64],
               parameters=constants(we=1.62*mV))
    v.synapses("Ci", "P", "P", "", "gi += wi", pairs=[x for x in pairs if x[0] >= 64],
               parameters=constants(wi=-9*mV), delay_steps={"const": 8})
    return v


@network
def coba():
    v = Vector("21_coba", "Conductance-based network, exponential Euler, delays by a formula", 1e-4, 2500)
    p = constants(Cm=200*pF, gl=10*nS, El=-60*mV, Ee=0*mV, Ei=-80*mV, Vt=-50*mV, Vr=-60*mV,
                  taue=5*ms, taui=10*ms, I=150*pA)
    v.group("E", 48, """
        dv/dt = (gl*(El-v) + ge*(Ee-v) + gi*(Ei-v) + I)/Cm : volt (unless refractory)
        dge/dt = -ge*(1./taue) : siemens
        dgi/dt = -gi*(1./taui) : siemens
        rate_of_change = (gl*(El-v) + ge*(Ee-v) + gi*(Ei-v) + I)/Cm : volt/second
        """, "exponential_euler", p,
            {"v": v.uniform(-0.060, -0.050, 48), "ge": v.uniform(0, 2e-8, 48)}, "v > Vt", "v = Vr",
            0.003, trace="v ge gi rate_of_change", record=(1, 7), every=10)
    v.group("I", 12, """
        dv/dt = (gl*(El-v) + ge*(Ee-v) + I)/Cm : volt (unless refractory)
        dge/dt = -ge/taue : siemens""", "exponential_euler", p,
            {"v": {"scale": 1e-4, "int": v.words(-600, -500, 12)}}, "v > Vt", "v = Vr\nge *= 0.5",
            0.002, trace="v ge", record=(0, 11), every=10)
    pairs = v.sparse(48, 48, 0.15, False)
    v.synapses("EE", "E", "E", "w : siemens", "ge_post += w", pairs=pairs,
               initial={"w": {"scale": 1e-11, "int": v.words(20, 200, len(pairs))}},
               delay_steps_formula="delay_steps[s] = (2*i + 5*j) mod 11")
    v.synapses("EI", "E", "I", "w : siemens", "ge_post += w",
               initial={"w": {"scale": 1e-11, "int": v.words(20, 200, 576)}},
               delay_steps_formula="delay_steps[s] = 3*i*j mod 7 + 2 mod 5")
    pairs = v.sparse(12, 48, 0.5)
    v.synapses("IE", "I", "E", "w : siemens", "gi_post += w*2", pairs=pairs,
               initial={"w": {"const": 3e-9, "n": len(pairs)}},
               delay_steps_formula="delay_steps[s] = 2*((i + 3*j + 1) mod 4) + 1")
    return v


@network
def adex():
    v = Vector("22_adex", "Adaptive exponential neurons, values per neuron, current from a 1-D array",
               1e-4, 4000)
    p = constants(C=281*pF, gL=30*nS, EL=-70.6*mV, VT=-50.4*mV, DeltaT=2*mV, Vcut=-40.4*mV)
    v.array("stim", [0.0, 0.6, 1.1, 0.9, -0.3, 1.5, 0.8, 0.7], 0.05)
    v.group("A", 12, """
        dvm/dt = (gL*(EL - vm) + gL*DeltaT*exp((vm - VT)/DeltaT) + I + stim(t)*nA - w)/C : volt
        dw/dt = (a*(vm - EL) - w)/tauw : amp
        I : amp
        a : siemens (constant)
        b : amp (constant)
        tauw : second (constant)
        Vr : volt""", "euler", p,
            {"vm": v.uniform(-0.072, -0.065, 12), "I": v.uniform(0, 5e-10, 12),
             "a": v.uniform(2e-9, 8e-9, 12), "b": v.uniform(1e-11, 2e-10, 12),
             "tauw": v.uniform(0.02, 0.144, 12), "Vr": v.uniform(-0.0706, -0.0472, 12)},
            "vm > Vcut", "vm = Vr\nw += b", trace="vm w", record=(0, 5, 11), every=7)
    v.synapses("AA", "A", "A", "w_syn : volt", "vm_post += w_syn",
               pairs=[(i, (i + d) % 12) for i in range(12) for d in (1, 4)],
               initial={"w_syn": v.uniform(-0.002, 0.003, 24)}, delay_steps={"const": 12})
    return v


@network
def hodgkin_huxley():
    v = Vector("23_hodgkin_huxley", "Traub and Miles neurons, exponential Euler, refractory condition",
               5e-5, 3000)
    p = constants(Cm=200*pF, gl=10*nS, El=-60*mV, EK=-90*mV, ENa=50*mV, g_na=20e-6*siemens,
                  g_kd=6e-6*siemens, VT=-63*mV, taue=5*ms, taui=10*ms, Ee=0*mV, Ei=-80*mV)
    v.group("H", 10, """
        dv/dt = (gl*(El-v)+ge*(Ee-v)+gi*(Ei-v)-g_na*(m*m*m)*h*(v-ENa)-g_kd*(n*n*n*n)*(v-EK))/Cm : volt
        dm/dt = alpha_m*(1-m)-beta_m*m : 1
        dn/dt = alpha_n*(1-n)-beta_n*n : 1
        dh/dt = alpha_h*(1-h)-beta_h*h : 1
        dge/dt = -ge*(1./taue) : siemens
        dgi/dt = -gi*(1./taui) : siemens
        alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV-v+VT)/(4*mV))/ms : Hz
        beta_m = 0.28*(mV**-1)*5*mV/exprel((v-VT-40*mV)/(5*mV))/ms : Hz
        alpha_h = 0.128*exp((17*mV-v+VT)/(18*mV))/ms : Hz
        beta_h = 4./(1+exp((40*mV-v+VT)/(5*mV)))/ms : Hz
        alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV-v+VT)/(5*mV))/ms : Hz
        beta_n = .5*exp((10*mV-v+VT)/(40*mV))/ms : Hz
        """, "exponential_euler", p,
            {"v": v.uniform(-0.066, -0.058, 10), "ge": v.uniform(1e-8, 6e-8, 10),
             "gi": v.uniform(0, 2e-8, 10), "m": {"const": 0.05, "n": 10},
             "h": {"const": 0.6, "n": 10}, "n": {"const": 0.32, "n": 10}},
            "v > -20*mV", "", "v > -20*mV", trace="v m n h", record=(0, 3), every=10)
    v.input("X", 8, 120)
    v.synapses("XH", "X", "H", "w : siemens", "ge_post += w", pairs=v.sparse(8, 10, 0.6),
               delay_steps={"const": 20})
    v.file["synapses"][-1]["initial"] = {"w": v.uniform(4e-9, 2e-8, v.file["synapses"][-1]["n"])}
    v.synapses("HH", "H", "H", "", "gi_post += wi", pairs=[(i, (i + 3) % 10) for i in range(10)],
               parameters=constants(wi=25*nS), delay_steps={"const": 30})
    return v


@network
def triplet():
    v = Vector("24_triplet_normalised", "Triplet STDP, weights normalised per target after each image, "
               "adaptive thresholds, lateral inhibition", 5e-4, 2800)
    n_in, n_e = 36, 8
    patterns = (v.draw.random((4, n_in)) < 0.35)*63.75 + 2
    steps = v.file["n_steps"]
    rates = np.zeros((steps, n_in))
    for image in range(4):
        rates[image*700:image*700 + 500] = patterns[image]
    k, i = np.nonzero(v.draw.random((steps, n_in)) < rates*5e-4)
    v.input("X", n_in, spikes={"n": len(i), "i": i.tolist(), "k": k.tolist()})
    e = constants(v_rest_e=-65*mV, v_reset_e=-65*mV, v_thresh_e=-52*mV, tc_theta=1e4*ms,
                  theta_plus_e=0.6*mV, offset=20*mV)
    v.group("Ae", n_e, """
        dv/dt = ((v_rest_e - v) + (I_synE+I_synI)/nS)/(100*ms) : volt (unless refractory)
        I_synE = ge*nS*(-v) : amp
        I_synI = gi*nS*(-100.*mV-v) : amp
        dge/dt = -ge/(1.0*ms) : 1
        dgi/dt = -gi/(2.0*ms) : 1
        dtheta/dt = -theta/(tc_theta) : volt
        dtimer/dt = 0.1 : second""", "euler", e,
            {"v": {"const": -0.105, "n": n_e}, "theta": {"const": 0.02, "n": n_e}},
            "(v>(theta - offset + v_thresh_e)) and (timer>0.5*ms)",
            "v = v_reset_e\ntheta += theta_plus_e\ntimer = 0*ms", 0.005,
            trace="v ge gi theta timer", record=(0, 3), every=7)
    i = constants(v_rest_i=-60*mV)
    v.group("Ai", n_e, """
        dv/dt = ((v_rest_i - v) + (I_synE+I_synI)/nS)/(10*ms) : volt (unless refractory)
        I_synE = ge*nS*(-v) : amp
        I_synI = gi*nS*(-85.*mV-v) : amp
        dge/dt = -ge/(1.0*ms) : 1
        dgi/dt = -gi/(2.0*ms) : 1""", "euler", i, {"v": {"const": -0.1, "n": n_e}},
            "v>-40.*mV", "v = -45.*mV", 0.002, trace="v ge", record=(0,), every=7)
    weights = v.draw.random(n_in*n_e)*0.9 + 0.003
    v.synapses("XeAe", "X", "Ae", """
        w : 1
        plastic : 1 (shared)
        post2before : 1
        dpre/dt = -pre/tc_pre_ee : 1 (event-driven)
        dpost1/dt = -post1/tc_post_1_ee : 1 (event-driven)
        dpost2/dt = -post2/tc_post_2_ee : 1 (event-driven)
        wmax_ee = 4.0 : 1""", """
        ge_post += w
        pre = 1.
        w = clip(w - plastic*nu_ee_pre*post1, 0, wmax_ee)""", """
        post2before = post2
        w = clip(w + plastic*nu_ee_post*pre*post2before, 0, wmax_ee)
        post1 = 1.
        post2 = 1.""",
               parameters=constants(tc_pre_ee=20*ms, tc_post_1_ee=20*ms, tc_post_2_ee=40*ms,
                                    nu_ee_pre=0.0001*20, nu_ee_post=0.01*5),
               initial={"w": scaled(weights, 1e-5), "plastic": {"const": 1, "n": 1}},
               trace="w pre post1 post2", record=(0, 77, 287), every=35,
               delay_steps_formula="delay_steps[s] = (2*i + 5*j) mod 20")
    v.synapses("AeAi", "Ae", "Ai", "w : 1", "ge_post += w", pairs=[(s, s) for s in range(n_e)],
               initial={"w": {"const": 10.4, "n": n_e}})
    v.synapses("AiAe", "Ai", "Ae", "w : 1", "gi_post += w",
               pairs=[(a, b) for a in range(n_e) for b in range(n_e) if a != b],
               initial={"w": {"const": 17.0, "n": n_e*(n_e - 1)}})
    for image in range(4):
        v.event(image*0.35, "normalize_columns", synapses="XeAe", var="w", total=60.0,
                rule="w[i,j] *= 60.0/sum_i w[i,j]")
    v.event(1.2, "set_where", synapses="XeAe", var="w", where="w < 0.05", value=0)
    v.event(1.4, "normalize_columns", synapses="XeAe", var="w", total=65.5, rule="at the end")
    return v
