using Orchestrator.Sweeps;
using Shared.Trials;
using Shared.Wire;

namespace Orchestrator.Coordinator;

// Other terms, and more of the same.
public static partial class ControlRules
{
    private static ControlDecision Amend(SweepState state, ControlSweep.Types.Amend amend, Caller by) => amend.Was != state.SpecJson
        ? ControlDecision.Refuse("somebody changed the sweep meanwhile: look at the difference again")
        : new(
            [new SweepEvent { Amended = new SweepAmended { By = by, Spec = amend.Spec, Yaml = amend.Yaml, Changes = { amend.Changes } } }],
            "goes on under the new terms");

    private static ControlDecision Extend(SweepState state, ControlSweep.Types.Extend extend, Caller by)
    {
        if (state.Cancelled && !state.Complete)
        {
            return ControlDecision.Refuse("it is cancelled; 'resume' it first");
        }

        var extended = new SweepExtended { By = by, Parameter = extend.Parameter, Values = { extend.Values }, Epochs = extend.Epochs, TrainsOn = extend.TrainsOn, Trials = state.Table.Count };
        return extend.Epochs > 0 ? Longer(state, extended) : Larger(state, extended);
    }

    private static ControlDecision Longer(SweepState state, SweepExtended extended)
    {
        if (SweepExtensions.WhyNotLonger(state.Spec, extended.Epochs) is { } refusal)
        {
            return ControlDecision.Refuse(refusal);
        }

        List<int> begun = [.. Enumerable.Range(0, state.Table.Count).Where(index => state.Table.Attempt(index) > 0 && state.Table.Phase(index) != TrialPhase.GaveUp)];
        var on = extended.TrainsOn.Length > 0 && TrialFilter.Read(state.Spec, extended.TrainsOn, out _) is { } filter ? filter.Choose(Grid.Of(state.Spec), begun).Count : 0;
        var others = state.Table.Count - begun.Count - state.Table.In(TrialPhase.GaveUp);
        string[] said =
        [
            .. on > 0 ? [$"{Trials(on, "begun or finished")} {(on == 1 ? "trains" : "train")} on"] : Array.Empty<string>(),
            .. begun.Count > on ? [$"{Trials(begun.Count - on, "begun or finished")} {(begun.Count - on == 1 ? "begins" : "begin")} from scratch"] : Array.Empty<string>(),
            .. others > 0 ? [$"{Trials(others, "other")} {(others == 1 ? "begins" : "begin")} so"] : Array.Empty<string>(),
        ];
        return new([new SweepEvent { Extended = extended }], $"trains to {extended.Epochs} epochs: {string.Join(", ", said)}{Failed(state)}".TrimEnd(' ', ':'));
    }

    private static ControlDecision Larger(SweepState state, SweepExtended extended)
    {
        ParameterValue[] values = [.. extended.Values.Select(ParameterValue.FromWire)];
        if (SweepExtensions.WhyNotMore(state.Spec, extended.Parameter, values) is { } refusal)
        {
            return ControlDecision.Refuse(refusal);
        }

        var grid = Grid.TryOf(SweepExtensions.With(state.Spec, new SweepExtension(extended.Parameter, values)), out var fault);
        if (grid is null)
        {
            return ControlDecision.Refuse(fault!.Cure is null ? fault.Problem : $"{fault.Problem} ({fault.Cure})");
        }

        extended.Trials = (int)grid.Count;
        return new([new SweepEvent { Extended = extended }], $"has {Trials((int)grid.Count - state.Table.Count, "new")}, {Numbers(state.Table.Count, (int)grid.Count - 1)}; what was there stays");
    }

    private static string Numbers(int first, int last) => first == last ? $"number {first}" : $"{first} to {last}";

    private static string Failed(SweepState state) =>
        state.Table.In(TrialPhase.GaveUp) is > 0 and var failed ? $"; {Trials(failed, "failed")} wait for a 'retry'" : "";
}
