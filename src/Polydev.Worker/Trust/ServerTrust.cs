using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Polydev.Worker.Trust;

/// <summary>Whether a server's certificate leads to an authority of this machine, found without taking in all of them.</summary>
/// <remarks>
/// The chain is built on the authorities that the server's own certificates name as their issuers, and only when that fails on every authority
/// there is: a name may be written in two ways that mean the same. Either way it ends at one of the machine's own authorities.
/// </remarks>
/// <param name="bundle">The machine's authorities; null when they are not in one file, and the runtime looks for them itself.</param>
internal sealed class ServerTrust(AuthorityBundle? bundle)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly Lock _learning = new();
    private volatile Known _known = new(default, []);

    /// <summary>Over the file that <c>SSL_CERT_FILE</c> names or the system keeps.</summary>
    public static ServerTrust Machine { get; } = new(Native.TrustStore.Bundle is { } path ? new AuthorityBundle(path) : null);

    /// <summary>Options of a connection that goes through on the word of this alone.</summary>
    public SslClientAuthenticationOptions Options() => Options(Accepts);

    /// <summary>Options of a connection that goes through whoever answers, after all has been done to find out: for warming up.</summary>
    public SslClientAuthenticationOptions OptionsToWarmUp() => Options((_, certificate, chain, _) =>
    {
        _ = certificate is X509Certificate2 server && chain is not null && IsKnown(server, chain.ChainPolicy.ExtraStore);
        return certificate is not null;
    });

    private static SslClientAuthenticationOptions Options(RemoteCertificateValidationCallback decide) => new()
    {
        // The stream itself builds a chain on no authority at all, which costs little, and asks the callback.
        CertificateChainPolicy = Policy(X509ChainTrustMode.CustomRootTrust),
        RemoteCertificateValidationCallback = decide,
    };

    private static X509ChainPolicy Policy(X509ChainTrustMode trust) => new()
    {
        TrustMode = trust,
        RevocationMode = X509RevocationMode.NoCheck,
        ApplicationPolicy = { new System.Security.Cryptography.Oid(ServerAuthentication) },

        // There is no network to download from.
        DisableCertificateDownloads = true,
    };

    private bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is X509Certificate2 server && chain is not null
        && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
        && (IsKnown(server, chain.ChainPolicy.ExtraStore) || LeadsToAny(server, chain.ChainPolicy.ExtraStore));

    private bool IsKnown(X509Certificate2 server, X509Certificate2Collection presented)
    {
        if (bundle is null)
        {
            return false;
        }

        // Authorities that the operator took out of the file are not trusted from the next connection on.
        var changed = bundle.Changed;
        var known = _known.Changed == changed ? _known.Authorities : [];
        if (LeadsTo(known, server, presented))
        {
            return true;
        }

        var more = Learn(bundle, changed, server, presented);
        return more.Length > known.Length && LeadsTo(more, server, presented);
    }

    private bool LeadsToAny(X509Certificate2 server, X509Certificate2Collection presented)
    {
        if (bundle is null)
        {
            return Leads(server, presented, Policy(X509ChainTrustMode.System));
        }

        var all = bundle.All();
        try
        {
            return LeadsTo(all, server, presented);
        }
        finally
        {
            foreach (var authority in all)
            {
                authority.Dispose();
            }
        }
    }

    private static bool LeadsTo(IReadOnlyCollection<X509Certificate2> authorities, X509Certificate2 server, X509Certificate2Collection presented)
    {
        if (authorities.Count == 0)
        {
            return false;
        }

        var policy = Policy(X509ChainTrustMode.CustomRootTrust);
        policy.CustomTrustStore.AddRange((X509Certificate2[])[.. authorities]);
        return Leads(server, presented, policy);
    }

    private static bool Leads(X509Certificate2 server, X509Certificate2Collection presented, X509ChainPolicy policy)
    {
        policy.ExtraStore.AddRange(presented);
        using var chain = new X509Chain { ChainPolicy = policy };
        var leads = chain.Build(server);
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return leads;
    }

    /// <summary>Takes in the authorities that issued what the server presented, and gives all that are known by now.</summary>
    private X509Certificate2[] Learn(AuthorityBundle from, DateTime changed, X509Certificate2 server, X509Certificate2Collection presented)
    {
        lock (_learning)
        {
            var known = _known.Changed == changed ? _known.Authorities : [];
            var found = from.Find([server.IssuerName.RawData, .. presented.Select(c => c.IssuerName.RawData)]);
            _known = new Known(changed, [.. known, .. found.Where(c => !known.Contains(c))]);
            return _known.Authorities;
        }
    }

    /// <summary>The authorities that were needed so far.</summary>
    /// <param name="Changed">The state of the file they are from.</param>
    /// <param name="Authorities">They.</param>
    private sealed record Known(DateTime Changed, X509Certificate2[] Authorities);
}
