using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Makes the connections to an agent, TLS on both sides where it is asked for.</summary>
internal static class NomadConnection
{
    // An agent lets one address have 100 unless it is told otherwise, and ours are not the only ones of this host.
    private const int MostConnections = 64;

    /// <summary>Makes the handler of the options.</summary>
    /// <exception cref="NomadException">A certificate file cannot be used.</exception>
    public static SocketsHttpHandler Handler(NomadOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = MostConnections,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            UseProxy = false,
        };
        if (options.Address.Scheme == Uri.UriSchemeHttps)
        {
            handler.SslOptions = Tls(options);
        }

        return handler;
    }

    private static SslClientAuthenticationOptions Tls(NomadOptions options)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            if (options.AuthorityFile is { } authorityFile)
            {
                authorities.ImportFromPemFile(authorityFile);
            }

            var tls = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Trusts(options, authorities, certificate as X509Certificate2, chain, errors),
            };
            if (options.CertificateFile is { } certificateFile)
            {
                using var pem = X509Certificate2.CreateFromPemFile(certificateFile, options.KeyFile);

                // What was read from PEM has a key that not every platform's TLS takes; what was read from PKCS#12 has.
                tls.ClientCertificates = [X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null)];
            }

            return tls;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new NomadException(NomadError.Tls, null, $"the certificate files for Nomad cannot be used: {e.Message}", e);
        }
    }

    private static bool Trusts(NomadOptions options, X509Certificate2Collection authorities, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || chain is null)
        {
            return false;
        }

        var named = options.ServerName is { } name ? certificate.MatchesHostname(name) : !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
        if (!named || options.AuthorityFile is null)
        {
            return named && !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return own.Build(certificate);
    }

    /// <summary>What a broken connection means.</summary>
    public static NomadException Broken(Exception exception, Uri address) => exception switch
    {
        _ when exception is AuthenticationException || exception.InnerException is AuthenticationException =>
            new NomadException(NomadError.Tls, null, $"no trusted TLS connection to {address}: {(exception.InnerException ?? exception).Message}", exception),
        _ => new NomadException(NomadError.Unreachable, null, $"no Nomad agent answers at {address}: {(exception.InnerException ?? exception).Message}", exception),
    };
}
