using System.Net.Security;

namespace Polydev.Controller.Cluster.Join;

/// <summary>The certificate that the controller shows to nodes, made anew when two thirds of its life are over. Connections that stand keep theirs.</summary>
internal sealed class ServerCertificate(ClusterAuthority authority, TimeProvider time)
{
    private static readonly TimeSpan s_life = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private SslStreamCertificateContext? _current;
    private DateTimeOffset _madeAt;

    /// <summary>The present one. A clock that was set back makes it new as well: it would not be good yet.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_gate)
            {
                var age = time.GetUtcNow() - _madeAt;
                if (_current is null || age < TimeSpan.Zero || age > s_life * 2 / 3)
                {
                    _current = SslStreamCertificateContext.Create(authority.SignServer(s_life), additionalCertificates: null, offline: true);
                    _madeAt = time.GetUtcNow();
                }

                return _current;
            }
        }
    }
}
