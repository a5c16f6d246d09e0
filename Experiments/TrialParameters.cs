using Shared.Trials;
using Shared.Wire;

namespace Experiments;

/// <summary>A trial's parameters by name; complete, for the sweep's defaults are filled in.</summary>
/// <param name="what">What they are, for errors.</param>
public sealed class TrialParameters(IReadOnlyDictionary<string, Value> values, string what = "parameter")
{
    /// <exception cref="ArgumentException">The trial has none of that name.</exception>
    public ParameterValue this[string name] =>
        values.TryGetValue(name, out var value) ? ParameterValue.FromWire(value) : throw new ArgumentException($"the trial has no {what} '{name}'");

    public long Integer(string name) => this[name].AsInteger();

    public double Number(string name) => this[name].AsNumber();

    public string Text(string name) => this[name].AsText();
}
