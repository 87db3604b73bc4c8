using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polydev.Protocol.Link;
using Polydev.Sockets;

namespace Polydev.Egress;

/// <summary>A TLS server of the gateway's own that answers every request with 204, so that a worker's first real handshake finds its TLS warm.</summary>
/// <remarks>It needs no token and reaches nothing, so its certificate proves nothing: it is made at start and never leaves memory.</remarks>
internal sealed class PrewarmEndpoint : IDisposable
{
    private const int LongestRequest = 4096;
    private static readonly ReadOnlyMemory<byte> s_answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray();
    private static readonly TimeSpan s_validity = TimeSpan.FromDays(3650);

    private readonly SemaphoreSlim _places;
    private readonly X509Certificate2 _certificate;
    private readonly SslServerAuthenticationOptions _tls;

    /// <summary>Makes the certificate.</summary>
    /// <param name="parallel">Handshakes at a time; more wait, as a burst of starting workers is no attack.</param>
    /// <param name="time">The clock.</param>
    public PrewarmEndpoint(int parallel, TimeProvider time)
    {
        _places = new SemaphoreSlim(parallel, parallel);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={LinkPaths.PrewarmHost}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(LinkPaths.PrewarmHost);
        request.CertificateExtensions.Add(names.Build());
        var now = time.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddDays(-1), now + s_validity);
        _tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, additionalCertificates: null, offline: true),
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
    }

    /// <summary>Whether a target is this endpoint.</summary>
    public static bool IsFor(string host) => host == LinkPaths.PrewarmHost;

    /// <summary>Serves one request on a connection whose tunnel is open.</summary>
    /// <returns>Whether it came to an answer.</returns>
    public async Task<bool> ServeAsync(LoopSocket client, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        var answered = false;
        try
        {
            await client.SendAsync(EgressAnswer.Established, cancellationToken);
            await using var stream = new SslStream(new LoopStream(client));
            await stream.AuthenticateAsServerAsync(_tls, cancellationToken);
            if (!await ReadRequestAsync(stream, cancellationToken))
            {
                return false;
            }

            await stream.WriteAsync(s_answer, cancellationToken);
            answered = true;
            await stream.ShutdownAsync();
            return true;
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // Who has the answer may hang up before our goodbye.
            return answered;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _places.Dispose();
    }

    private static async Task<bool> ReadRequestAsync(SslStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestRequest];
        var length = 0;
        while (length < buffer.Length)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                return false;
            }

            length += count;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
