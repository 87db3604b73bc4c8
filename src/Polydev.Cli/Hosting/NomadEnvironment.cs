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

    /// <summary>Reads it, and gathers what is wrong.</summary>
    public static NomadDriverOptions Read(Func<string, string?> variable, MachineOptions machine, EnvironmentFaults problems)
    {
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value.Trim() : null;

        var cluster = new NomadOptions
        {
            Address = Address(Set("NOMAD_ADDR") ?? NomadOptions.DefaultAddress, problems),
            Token = Token(Set("NOMAD_TOKEN"), problems),
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
        if (datacenters.Any(d => TemplateWords.OfName(d) is not null))
        {
            problems.Add($"NOMAD_DATACENTER is '{Set("NOMAD_DATACENTER")}': name one, or several with commas between, of letters, digits, '.', '-' and '_'");
        }

        return new NomadDriverOptions
        {
            Cluster = cluster,
            Place = new JobPlace { Region = cluster.Region, Namespace = cluster.Namespace, Datacenters = datacenters },
            Image = Image(machine, problems),
            StateDirectory = Path.Combine(machine.DataDirectory, "cluster"),
        };
    }

    /// <summary>The image of jobs. One of another driver's workers need not be fit for a cluster, and is none of its business then.</summary>
    private static string Image(MachineOptions machine, EnvironmentFaults problems)
    {
        var image = machine.Image ?? RuntimeImage.Own;
        if (TemplateWords.OfImage(image) is not { } fault)
        {
            return image;
        }

        if (machine.Driver == NomadDriver.DriverName)
        {
            problems.Add($"the image '{image}' {fault}");
        }

        return RuntimeImage.Own;
    }

    private static Uri Address(string text, EnvironmentFaults problems)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery == "/" && address.UserInfo.Length == 0)
        {
            return address;
        }

        problems.Add($"NOMAD_ADDR is '{text}', which is no address like https://10.0.0.11:4646");
        return new Uri(NomadOptions.DefaultAddress);
    }

    /// <summary>The token, which is never shown.</summary>
    private static string? Token(string? token, EnvironmentFaults problems)
    {
        if (token is null || token.All(c => c is > ' ' and <= '~'))
        {
            return token;
        }

        problems.Add("NOMAD_TOKEN has blanks or other characters in it that no token has: it is the secret id alone");
        return null;
    }

    private static string? Name(string variable, string? value, EnvironmentFaults problems)
    {
        if (value is not null && TemplateWords.OfName(value) is { } fault)
        {
            problems.Add($"{variable} is '{value}': it {fault}");
        }

        return value;
    }

    private static string? Readable(string variable, string? path, EnvironmentFaults problems)
    {
        if (path is not null && !File.Exists(path))
        {
            problems.Add($"{variable} names {path}, which is not there or may not be read");
            return null;
        }

        return path;
    }
}
