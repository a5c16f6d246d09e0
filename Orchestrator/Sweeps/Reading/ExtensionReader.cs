using Orchestrator.Sweeps.Yaml;
using Shared.Catalogues;
using Shared.Wire;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Reads how a sweep shall be extended, against its own parameters: the values as in a sweep file, within the same bounds.</summary>
public static class ExtensionReader
{
    private const string Wanted = "say what to extend: --epochs N, or --add PARAMETER=VALUES such as --add noise=[0.7,0.9]; one of the two";

    /// <summary>The command, or in one line what is wrong.</summary>
    public static (ControlSweep.Types.Extend? Extend, string? Fault) Read(string? add, int? epochs, bool anew, SweepSpec spec, Catalogue catalogue)
    {
        if ((add is null) == (epochs is null))
        {
            return (null, Wanted);
        }

        if (catalogue.FindExperiment(spec.Experiment) is not { } experiment || experiment.Version != spec.ExperimentVersion)
        {
            return (null, $"this orchestrator has no version {spec.ExperimentVersion} of '{spec.Experiment}' any more; submit the file as a new sweep");
        }

        return epochs is { } last ? Epochs(last, anew, spec, experiment) : Values(add!, spec, experiment, catalogue);
    }

    private static (ControlSweep.Types.Extend? Extend, string? Fault) Epochs(int epochs, bool anew, SweepSpec spec, ExperimentDescription experiment)
    {
        var described = experiment.Parameters.FirstOrDefault(parameter => parameter.Name == SweepExtensions.Epochs);
        if (described is null || epochs > described.Maximum || epochs < 1)
        {
            return (null, described is null ? $"{experiment.Name} has no parameter '{SweepExtensions.Epochs}'" : $"{epochs} epochs are not possible (1 to {described.Maximum})");
        }

        if (SweepExtensions.WhyNotLonger(spec, epochs) is { } refusal)
        {
            return (null, refusal);
        }

        var grid = Grid.Of(spec);
        var afresh = grid.Count - (experiment.TrainsOn is { } trainsOn ? SweepExtensions.CountOf(spec, grid, trainsOn) : 0);
        return afresh > 0 && !anew
            ? (null, $"{afresh:N0} of {grid.Count:N0} trials can't train on to the same bits{(experiment.TrainsOn is { } condition ? $": only those where {condition} can, for the others each epoch depends on how many there are" : "")} (--anew trains them from scratch)")
            : (new ControlSweep.Types.Extend { Epochs = epochs, Anew = anew, TrainsOn = experiment.TrainsOn ?? "" }, null);
    }

    private static (ControlSweep.Types.Extend? Extend, string? Fault) Values(string add, SweepSpec spec, ExperimentDescription experiment, Catalogue catalogue)
    {
        var (overrides, unreadable) = SweepOverride.Parse([$"parameters.{add}"]);
        if (unreadable is not null)
        {
            return (null, Wanted);
        }

        var faults = new SweepFaults();
        var root = overrides[0].Apply(new YamlMap(0, 0, []), faults);
        var section = new Section(root, "", null, faults).Find("parameters") is { } parameters ? new Section(parameters, "parameters", null, faults) : null;
        var axes = new ParametersReader(experiment, new ImageLimits(catalogue.FindDataset(spec.Dataset.Name), faults), faults).Read(section);
        if (!faults.None)
        {
            var fault = faults.Sorted()[0];
            return (null, $"{add}: {fault.Problem}{(fault.Cure is null ? "" : $" ({fault.Cure})")}");
        }

        var name = section!.Keys[0].Text;
        var extend = new ControlSweep.Types.Extend { Parameter = name, Values = { axes.Single(axis => axis.Name == name).Values.Select(value => value.ToWire()) } };
        return (extend, null);
    }
}
