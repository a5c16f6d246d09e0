using Shared.Catalogues;
using Shared.Trials;

namespace Orchestrator.Sweeps.Expressions;

/// <summary>What an expression may speak of: parameters with their kinds and, where they are known, the only texts that they take.</summary>
public sealed class ExpressionScope(IEnumerable<(string Name, ParameterKind Kind, IReadOnlyList<string>? Choices)> parameters)
{
    private readonly Dictionary<string, (ParameterKind Kind, IReadOnlyList<string>? Choices)> _parameters =
        parameters.ToDictionary(parameter => parameter.Name, parameter => (parameter.Kind, parameter.Choices));

    public IEnumerable<string> Names => _parameters.Keys;

    public static ExpressionScope Of(ExperimentDescription experiment) =>
        new(experiment.Parameters.Select(parameter => (parameter.Name, parameter.Kind, parameter.Choices)));

    public ParameterKind? KindOf(string name) => _parameters.TryGetValue(name, out var parameter) ? parameter.Kind : null;

    public IReadOnlyList<string>? ChoicesOf(string name) => _parameters.TryGetValue(name, out var parameter) ? parameter.Choices : null;
}
