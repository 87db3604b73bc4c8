using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Cli.Hosting;

/// <summary>How the Nomad cluster is reached, by the environment, under the names that Nomad's own command reads, and a few more.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/docs/commands#environment-variables</remarks>
internal static class NomadEnvironment
{
    private const string DefaultDatacenter = "dc1";

    /// <summary>Reads it, and says all that is wrong with it at once.</summary>
    /// <exception cref="CommandFailure">Something is.</exception>
    public static NomadDriverOptions Read(Func<string, string?> variable, MachineOptions machine)
    {
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value.Trim() : null;

        var problems = new List<string>();
        var cluster = new NomadOptions
        {
            Address = Address(Set("NOMAD_ADDR") ?? NomadOptions.DefaultAddress, problems),
            Token = Set("NOMAD_TOKEN"),
            Namespace = Name("NOMAD_NAMESPACE", Set("NOMAD_NAMESPACE"), problems),
            Region = Name("NOMAD_REGION", Set("NOMAD_REGION"), problems),
            AuthorityFile = Readable("NOMAD_CACERT", Set("NOMAD_CACERT"), problems),
            CertificateFile = Readable("NOMAD_CLIENT_CERT", Set("NOMAD_CLIENT_CERT"), problems),
            KeyFile = Readable("NOMAD_CLIENT_KEY", Set("NOMAD_CLIENT_KEY"), problems),
            ServerName = Set("NOMAD_TLS_SERVER_NAME"),
        };
        if (Set("NOMAD_CLIENT_KEY") is not null && Set("NOMAD_CLIENT_CERT") is null)
        {
            problems.Add("NOMAD_CLIENT_KEY is of no use without NOMAD_CLIENT_CERT");
        }

        var datacenters = (Set("NOMAD_DATACENTER") ?? DefaultDatacenter).Split(',', StringSplitOptions.TrimEntries);
        if (datacenters.Any(d => !IsName(d)))
        {
            problems.Add($"NOMAD_DATACENTER is '{Set("NOMAD_DATACENTER")}': name one, or several with commas between, of letters, digits, '.', '-' and '_'");
        }

        var image = machine.Image ?? RuntimeImage.Own;
        if (image.EndsWith(":latest", StringComparison.Ordinal) || !image.Split('/')[^1].Contains(':', StringComparison.Ordinal))
        {
            problems.Add($"the image '{image}' needs a tag that is not 'latest': Nomad pulls that at every start");
        }

        return problems.Count > 0
            ? throw new CommandFailure("invalid_environment", string.Join("; ", problems) + ".", "Names and meanings are in .env.example and docs/operating.md.")
            : new NomadDriverOptions
            {
                Cluster = cluster,
                Place = new JobPlace { Region = cluster.Region, Namespace = cluster.Namespace, Datacenters = datacenters },
                Image = image,
                StateDirectory = Path.Combine(machine.DataDirectory, "cluster"),
            };
    }

    private static Uri Address(string text, List<string> problems)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery == "/" && address.UserInfo.Length == 0)
        {
            return address;
        }

        problems.Add($"NOMAD_ADDR is '{text}', which is no address like https://10.0.0.11:4646");
        return new Uri(NomadOptions.DefaultAddress);
    }

    private static string? Name(string variable, string? value, List<string> problems)
    {
        if (value is not null && !IsName(value))
        {
            problems.Add($"{variable} is '{value}': use letters, digits, '.', '-' and '_'");
        }

        return value;
    }

    private static string? Readable(string variable, string? path, List<string> problems)
    {
        if (path is not null && !File.Exists(path))
        {
            problems.Add($"{variable} names {path}, which is not there or may not be read");
            return null;
        }

        return path;
    }

    private static bool IsName(string text) => text.Length is > 0 and <= 128 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
