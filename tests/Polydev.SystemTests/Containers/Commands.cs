using System.ComponentModel;
using System.Diagnostics;

namespace Polydev.SystemTests.Containers;

/// <summary>Runs programs of the machine.</summary>
internal static class Commands
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs one to its end. A program that is not there ends with code 127, as in a shell.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Added to the environment.</param>
    /// <param name="patience">How long it may take; three minutes when not said.</param>
    public static async Task<(int ExitCode, string Output, string Error)> TryAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? patience = null)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(info)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(patience ?? Patience);
            return (process.ExitCode, await output, await error);
        }
        catch (Win32Exception e)
        {
            return (127, "", e.Message);
        }
    }

    /// <summary>Runs one that must succeed; gives what it prints.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exit, output, error) = await TryAsync(program, arguments);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)} ended with {exit}: {error}{output}");
        return output;
    }
}
