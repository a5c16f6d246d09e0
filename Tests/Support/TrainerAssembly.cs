using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Tests.Support;

/// <summary>
/// Lets tests call the trainer's code without having it in their own output: Experiments.dll, TorchSharp and the native libraries are loaded once, from
/// where the trainer was built. Tests.csproj references the trainer to compile against only.
/// </summary>
internal static class TrainerAssembly
{
    /// <summary>The trainer's own output folder.</summary>
    public static string Folder { get; } = Metadata("TrainerFolder");

    public static string NuGetPackages { get; } = Metadata("NuGetPackages");

    // Native libraries need nothing more: they are looked for beside the assembly that asks for them.
    [ModuleInitializer]
    internal static void ResolveFromTrainer() => AssemblyLoadContext.Default.Resolving += (context, name) =>
    {
        var path = Path.Combine(Folder, name.Name + ".dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    };

    private static string Metadata(string key) =>
        typeof(TrainerAssembly).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
