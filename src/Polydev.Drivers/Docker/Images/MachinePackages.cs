using System.ComponentModel;
using System.Diagnostics;

namespace Polydev.Drivers.Docker.Images;

/// <summary>Asks dpkg which packages files are from. A machine without it has an answer for none of them.</summary>
internal static class MachinePackages
{
    /// <summary>Package by file; files of no package are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, MachinePackage>> OfAsync(IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, MachinePackage>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (await OwnerAsync(file, cancellationToken) is { } name && await DescribeAsync(name, cancellationToken) is { } package)
            {
                found[file] = package;
            }
        }

        return found;
    }

    // A file of a machine whose /lib is a link into /usr is registered under one of its two names; the loader's is a link to one.
    private static async Task<string?> OwnerAsync(string file, CancellationToken cancellationToken)
    {
        var real = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        foreach (var name in new[] { file, real, "/usr" + file, "/usr" + real, WithoutUsr(file), WithoutUsr(real) }.Distinct(StringComparer.Ordinal))
        {
            if (await AskAsync(["--search", name], cancellationToken) is { } answer && answer.IndexOf(": ", StringComparison.Ordinal) is > 0 and var end)
            {
                return answer[..end].Split(',')[0].Trim();
            }
        }

        return null;
    }

    private static async Task<MachinePackage?> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        var fields = (await AskAsync(["--show", "--showformat", "${Package}\t${Version}\t${Architecture}\t${source:Package}", name], cancellationToken))?.Split('\t');
        return fields is { Length: 4 } ? new MachinePackage(fields[0], fields[1], fields[2], fields[3].Trim()) : null;
    }

    private static string WithoutUsr(string file) => file.StartsWith("/usr/", StringComparison.Ordinal) ? file[4..] : file;

    private static async Task<string?> AskAsync(IReadOnlyList<string> question, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo("dpkg-query", question) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        info.Environment["LC_ALL"] = "C";
        try
        {
            using var process = System.Diagnostics.Process.Start(info)!;
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await error;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
