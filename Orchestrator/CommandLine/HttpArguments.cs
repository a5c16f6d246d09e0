using System.CommandLine;
using Orchestrator.Access;
using Shared.Hosting;
using Shared.Security;

namespace Orchestrator.CommandLine;

/// <summary>Options by which <c>serve</c> and <c>tracking serve</c> say who may use their HTTP port.</summary>
internal sealed class HttpArguments
{
    public Option<string?> Users { get; } = UsersOption("--auth", "A file of users with roles, passwords and tokens, see 'auth user add' and 'auth token add'; without it whoever reaches the HTTP port may read and change everything");

    public Option<string?> Tls { get; } = SweepArguments.Tls();

    public Option<bool> Insecure { get; } = SweepArguments.Insecure();

    public Option<string?> MaxUpload { get; } = new("--max-upload") { Description = "Refuse files above this size, such as 500m or 4g [default: none is too large]", HelpName = "SIZE" };

    public Option<string[]> Origins { get; } = new("--allow-origin")
    {
        Description = "Let the web pages of another server use the tracking server from a browser, such as https://charts.example.org; may be repeated [default: none]",
        HelpName = "ORIGIN",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> UsersOption(string name, string what) => new(name) { Description = $"{what} [default: ${HttpAccess.UsersVariable}]", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Options.Add(Users);
        command.Options.Add(Tls);
        command.Options.Add(Insecure);
        command.Options.Add(MaxUpload);
        command.Options.Add(Origins);
    }

    /// <exception cref="RefusalException">A size or an origin can't be read.</exception>
    public HttpAccess Read(ParseResult parsed, Terminal terminal) => new()
    {
        UsersFile = UsersFileOf(parsed.GetValue(Users), terminal),
        MaxUpload = parsed.GetValue(MaxUpload) is { } size ? ByteSize.Parse(size) ?? throw new RefusalException($"--max-upload '{size}' is no size; write 500m or 4g") : null,
        Origins = [.. parsed.GetValue(Origins)!.Select(CheckedOrigin)],
    };

    /// <summary>The folder for TLS; null for none.</summary>
    public string? TlsOf(ParseResult parsed, Terminal terminal) => SweepArguments.TlsFolderOf(parsed.GetValue(Tls), terminal);

    /// <summary>Whether it was said by name that nobody need be asked.</summary>
    public bool IsInsecure(ParseResult parsed, Terminal terminal) => parsed.GetValue(Insecure) || ListeningRules.IsInsecure(terminal.Variable);

    /// <summary>The option, or else the variable; null for neither.</summary>
    public static string? UsersFileOf(string? option, Terminal terminal) =>
        option ?? (terminal.Variable(HttpAccess.UsersVariable) is { Length: > 0 } file ? file : null);

    // As browsers send it: scheme, host and port alone.
    private static string CheckedOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw new RefusalException($"--allow-origin '{text}' is no origin; write https://charts.example.org, without a path");
}
