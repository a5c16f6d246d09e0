using System.CommandLine;
using Orchestrator.Tracking.Access;
using Shared.Hosting;

namespace Orchestrator.CommandLine;

/// <summary>Options by which <c>serve</c> and <c>tracking serve</c> say who may use the tracking server.</summary>
internal sealed class TrackingArguments
{
    public Option<string?> Users { get; } = UsersOption("--tracking-auth", "A file of users with passwords and tokens, see 'tracking user add' and 'tracking token add'; without it whoever reaches the tracking server may read and change everything");

    public Option<string?> MaxUpload { get; } = new("--max-upload") { Description = "Refuse files above this size, such as 500m or 4g [default: none is too large]", HelpName = "SIZE" };

    public Option<string[]> Origins { get; } = new("--allow-origin")
    {
        Description = "Let the web pages of another server use the tracking server from a browser, such as https://charts.example.org; may be repeated [default: none]",
        HelpName = "ORIGIN",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> UsersOption(string name, string what) => new(name) { Description = $"{what} [default: ${TrackingAccess.UsersVariable}]", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Options.Add(Users);
        command.Options.Add(MaxUpload);
        command.Options.Add(Origins);
    }

    /// <exception cref="RefusalException">A size or an origin can't be read.</exception>
    public TrackingAccess Read(ParseResult parsed, Terminal terminal) => new()
    {
        UsersFile = UsersFileOf(parsed.GetValue(Users), terminal),
        MaxUpload = parsed.GetValue(MaxUpload) is { } size ? ByteSize.Parse(size) ?? throw new RefusalException($"--max-upload '{size}' is no size; write 500m or 4g") : null,
        Origins = [.. parsed.GetValue(Origins)!.Select(CheckedOrigin)],
    };

    /// <summary>The option, or else the variable; null for neither.</summary>
    public static string? UsersFileOf(string? option, Terminal terminal) =>
        option ?? (terminal.Variable(TrackingAccess.UsersVariable) is { Length: > 0 } file ? file : null);

    // As browsers send it: scheme, host and port alone.
    private static string CheckedOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw new RefusalException($"--allow-origin '{text}' is no origin; write https://charts.example.org, without a path");
}
