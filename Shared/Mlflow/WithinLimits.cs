namespace Shared.Mlflow;

/// <summary>
/// Keeps MLflow's limits before anything is sent. A name that no server takes would cost the whole request: it is left out, a long value is cut, and each is
/// warned of, so that the rest arrives.
/// </summary>
/// <param name="warn">Gets one line for each.</param>
internal sealed class WithinLimits(Action<string> warn)
{
    public IReadOnlyList<MetricPoint> Metrics(IReadOnlyList<MetricPoint> metrics) => Named(metrics, "metric", point => point.Key);

    public IReadOnlyList<RunParam> Params(IReadOnlyList<RunParam> parameters) =>
        [.. Named(parameters, "param", param => param.Key).Select(param => param with { Value = Short("param", param.Key, param.Value, MlflowLimits.ParamValue) })];

    public IReadOnlyList<MlflowTag> Tags(IReadOnlyList<MlflowTag> tags) => [.. Named(tags, "tag", tag => tag.Key).Select(Tag)];

    public MlflowTag Tag(MlflowTag tag) => tag with { Value = Short("tag", tag.Key, tag.Value, MlflowLimits.TagValue) };

    private string Short(string what, string name, string value, int length)
    {
        if (!MlflowLimits.Truncates || !MlflowLimits.IsLonger(value, length))
        {
            return value;
        }
        warn($"the value of the {what} '{name}' is cut to the {length} characters that MLflow keeps");
        return MlflowLimits.Cut(value, length);
    }

    private IReadOnlyList<T> Named<T>(IReadOnlyList<T> items, string what, Func<T, string> name)
    {
        if (items.All(item => Fault(name(item)) is null))
        {
            return items;
        }
        foreach (var bad in items.Select(name).Distinct().Where(one => Fault(one) is not null))
        {
            warn($"the {what} '{MlflowLimits.Cut(bad, 60)}' is not sent: {Fault(bad)}");
        }
        return [.. items.Where(item => Fault(name(item)) is null)];
    }

    private static string? Fault(string name) =>
        MlflowLimits.IsLonger(name, MlflowLimits.Key) ? $"Names have at most {MlflowLimits.Key} characters." : MlflowLimits.NameFault(name);
}
