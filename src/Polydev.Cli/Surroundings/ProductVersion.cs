using System.Reflection;

namespace Polydev.Cli.Surroundings;

/// <summary>The version of this program.</summary>
internal static class ProductVersion
{
    /// <summary>As it was built, without the commit.</summary>
    public static string Text { get; } =
        (typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
