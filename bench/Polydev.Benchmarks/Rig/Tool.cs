using System.Diagnostics;

namespace Polydev.Benchmarks.Rig;

/// <summary>Runs programs of the machine to their end.</summary>
internal static class Tool
{
    /// <summary>Runs one; whatever its exit code.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It is not there.</exception>
    public static async Task<(int ExitCode, string Output, string Error)> TryAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            info.Environment[name] = value;
        }

        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs one that must succeed; gives what it prints.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (exit, output, error) = await TryAsync(program, arguments, environment);
        return exit == 0 ? output : throw new InvalidOperationException($"{program} ended with {exit}: {error}{output}");
    }
}
