using System.Globalization;

namespace Shared.Mlflow;

/// <summary>Reads <c>MLFLOW_*</c> variables as MLflow's Python client does. One that can't be read counts as not set, as an unset one has a usual value that works.</summary>
public static class MlflowEnvironment
{
    /// <summary>true or 1, false or 0, in any case.</summary>
    public static bool Flag(string name, bool usual, Func<string, string?> variable) => variable(name)?.Trim().ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => usual,
    };

    /// <summary>A number that is not negative.</summary>
    public static double Number(string name, double usual, Func<string, string?> variable) =>
        double.TryParse(variable(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && double.IsFinite(number) ? number : usual;

    /// <summary>User and password of <c>~/.mlflow/credentials</c>, section <c>[mlflow]</c>; nulls where it has none.</summary>
    /// <param name="lines">The file's.</param>
    public static (string? User, string? Password) Credentials(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, string>();
        var section = "";
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                section = line.Trim('[', ']').Trim();
            }
            else if (section == "mlflow" && line.Split('=', 2) is [var name, var value])
            {
                values[name.Trim()] = value.Trim();
            }
        }
        return (values.GetValueOrDefault("mlflow_tracking_username"), values.GetValueOrDefault("mlflow_tracking_password"));
    }
}
