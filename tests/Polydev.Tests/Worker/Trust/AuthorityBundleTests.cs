using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polydev.Worker.Trust;

namespace Polydev.Tests.Worker.Trust;

/// <summary>Authorities are found in their file by their name alone.</summary>
public sealed class AuthorityBundleTests : IDisposable
{
    private static readonly string[] s_systemBundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void An_authority_is_found_among_others_and_the_others_are_left(string lineEnd)
    {
        using var first = new TestAuthority("CN=First");
        using var wanted = new TestAuthority("CN=Wanted, O=Example");
        using var last = new TestAuthority("CN=Last");
        Write($"# Authorities\n{first.Pem}\nsome words - with dashes\n{wanted.Pem}{last.Pem}".ReplaceLineEndings(lineEnd));

        Assert.Equal(wanted.Root, Assert.Single(Find(wanted)));
    }

    [Fact]
    public void Two_with_one_name_are_both_found()
    {
        using var one = new TestAuthority("CN=Twin");
        using var other = new TestAuthority("CN=Twin");
        Write(one.Pem + other.Pem);

        Assert.Equal([one.Root, other.Root], Find(one));
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA")]
    [InlineData("-----BEGIN TRUSTED CERTIFICATE-----\nMIIB\n-----END TRUSTED CERTIFICATE-----\n")]
    public void What_is_no_certificate_hides_none_that_follows(string broken)
    {
        using var wanted = new TestAuthority("CN=Wanted");
        Write(broken + (broken.EndsWith('\n') ? "" : "\n-----END CERTIFICATE-----\n") + wanted.Pem);

        Assert.Equal(wanted.Root, Assert.Single(Find(wanted)));
        Assert.Equal(wanted.Root, Assert.Single(new AuthorityBundle(_path).All()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB")]
    public void A_file_without_an_authority_has_none(string content)
    {
        using var wanted = new TestAuthority("CN=Wanted");
        Write(content);

        Assert.Empty(Find(wanted));
        Assert.Empty(new AuthorityBundle(_path).All());
    }

    [Fact]
    public void No_file_is_no_authority()
    {
        Assert.Empty(new AuthorityBundle("/nonexistent/bundle.pem").All());
    }

    [Fact]
    public void A_certificate_of_version_1_which_names_none_is_found()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var old = X509CertificateLoader.LoadCertificate(VersionOne(new X500DistinguishedName("CN=Old"), key));
        Write(old.ExportCertificatePem());

        Assert.Equal(old, Assert.Single(new AuthorityBundle(_path).Find([old.SubjectName.RawData])));
    }

    [Fact]
    public void Each_authority_of_this_machine_is_found_by_its_name()
    {
        var path = Array.Find(s_systemBundles, File.Exists);
        Assert.SkipWhen(path is null, "this machine has no bundle of authorities");
        var bundle = new AuthorityBundle(path);
        var expected = new X509Certificate2Collection();
        expected.ImportFromPemFile(path);

        Assert.Equal(expected, bundle.All());
        Assert.All(expected, authority => Assert.Contains(authority, bundle.Find([authority.SubjectName.RawData])));
    }

    private IReadOnlyList<X509Certificate2> Find(TestAuthority authority) =>
        new AuthorityBundle(_path).Find(["CN=Somebody else"u8.ToArray(), authority.Root.SubjectName.RawData]);

    private void Write(string content) => File.WriteAllText(_path, content);

    /// <summary>RFC 5280 §4.1 without its optional fields.</summary>
    private static byte[] VersionOne(X500DistinguishedName name, ECDsa key)
    {
        var body = new AsnWriter(AsnEncodingRules.DER);
        using (body.PushSequence())
        {
            body.WriteInteger(7);
            WriteAlgorithm(body);
            body.WriteEncodedValue(name.RawData);
            using (body.PushSequence())
            {
                body.WriteUtcTime(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
                body.WriteUtcTime(new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
            }

            body.WriteEncodedValue(name.RawData);
            body.WriteEncodedValue(key.ExportSubjectPublicKeyInfo());
        }

        var certificate = new AsnWriter(AsnEncodingRules.DER);
        using (certificate.PushSequence())
        {
            certificate.WriteEncodedValue(body.Encode());
            WriteAlgorithm(certificate);
            certificate.WriteBitString(key.SignData(body.Encode(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return certificate.Encode();
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
        }
    }
}
