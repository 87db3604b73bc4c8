using System.Reflection;

namespace Polydev.Node.Cluster;

/// <summary>The version of this program.</summary>
internal static class NodeVersion
{
    /// <summary>As it was built, without the commit.</summary>
    public static string Text { get; } =
        typeof(NodeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
