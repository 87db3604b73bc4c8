using System.Text.Json.Nodes;

namespace Polydev.Drivers.Docker.Seccomp;

/// <summary>The system calls that a worker may make, in the form that Docker engines take. All others are refused.</summary>
/// <remarks>
/// Built from what a worker calls, with margin for other versions of runtime, C library and OpenSSL (decision 13).
/// https://docs.docker.com/engine/security/seccomp/ has the form; calls that an engine's libseccomp does not know are left out by it.
/// </remarks>
internal static class SeccompProfile
{
    /// <summary>Number of the profile in use. A profile that was shipped is not changed but followed by another.</summary>
    public const int Version = 1;

    private static readonly Lazy<string> s_json = new(Read);

    /// <summary>The profile, as one line of JSON.</summary>
    public static string Json => s_json.Value;

    private static string Read()
    {
        var type = typeof(SeccompProfile);
        using var stream = type.Assembly.GetManifestResourceStream(type, $"worker-{Version}.json")!;
        var profile = JsonNode.Parse(stream)!;
        foreach (var rule in profile["syscalls"]!.AsArray())
        {
            // Every container carries the profile with it.
            rule!.AsObject().Remove("comment");
        }

        return profile.ToJsonString();
    }
}
