namespace Polydev.Drivers.Nomad.Client;

/// <summary>How a Nomad cluster is reached.</summary>
public sealed class NomadOptions
{
    /// <summary>Where an agent answers when nothing says otherwise.</summary>
    public const string DefaultAddress = "http://127.0.0.1:4646";

    /// <summary>Address of an agent, <c>http</c> or <c>https</c>, without a path.</summary>
    public Uri Address { get; set; } = new(DefaultAddress);

    /// <summary>Secret of the ACL token that every request carries; null where ACLs are off. Never shown or logged.</summary>
    public string? Token { get; set; }

    /// <summary>Namespace of requests that name none; null for the agent's own, <c>default</c>.</summary>
    public string? Namespace { get; set; }

    /// <summary>Region of requests that name none; null for the agent's own.</summary>
    public string? Region { get; set; }

    /// <summary>PEM file of the authorities that the agent's certificate may come from; null for those of the machine.</summary>
    public string? AuthorityFile { get; set; }

    /// <summary>PEM file of the certificate that we show; null to show none.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file of its key; null when it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Name the agent's certificate must be for, for example <c>server.global.nomad</c>; null for the host of <see cref="Address"/>.</summary>
    public string? ServerName { get; set; }

    /// <summary>How long a request may take that does not wait for a change. A server without a leader answers after 5 to 10 seconds.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream of events may be silent. Servers send a sign of life every 10 to 30 seconds.</summary>
    public TimeSpan StreamSilence { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>How often a request that may be repeated is, after it failed.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>Pause before the first repetition; doubled for each further one.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(250);
}
