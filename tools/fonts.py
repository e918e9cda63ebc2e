"""Fetch free fonts that the shipped page network has learnt from, and name the packages of Debian that have the others.

    python tools/fonts.py FOLDER

Cursive fonts go into FOLDER/cursive, those that imitate writing into FOLDER/handwriting, where
`signauth train-document --fonts FOLDER` looks for them. They are packages of the Fontsource project, under the SIL Open
Font License, the Apache License or MIT. Needs npm."""
import re, subprocess, sys, tarfile, tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

cursive = '''
allura arizonia berkshire-swash clicker-script cookie courgette damion dynalight engagement euphoria-script felipa
fondamento grand-hotel great-vibes italianno kaushan-script leckerli-one lily-script-one lobster marck-script merienda
miss-fajardose monoton mr-dafoe niconne norican oleo-script pacifico parisienne petit-formal-script pinyon-script
playball racing-sans-one redressed rochester romanesco rouge-script sacramento satisfy seaweed-script sofia sonsie-one
stalemate tangerine vibur wendy-one yellowtail yesteryear'''
handwriting = '''
amatic-sc amita annie-use-your-telescope architects-daughter aref-ruqaa bad-script calligraffitti caveat
cedarville-cursive coming-soon covered-by-your-grace crafty-girls dawning-of-a-new-day dekko delius gaegu give-you-glory
gloria-hallelujah gochi-hand gulzar handlee hi-melody homemade-apple indie-flower just-another-hand
just-me-again-down-here kalam klee-one kristi la-belle-aurore liu-jian-mao-cao long-cang loved-by-the-king ma-shan-zheng
mansalva nanum-brush-script nanum-pen-script neucha nothing-you-could-do over-the-rainbow patrick-hand permanent-marker
reenie-beanie rock-salt schoolbell shadows-into-light short-stack sriracha sue-ellen-francisco swanky-and-moo-moo
the-girl-next-door tillana waiting-for-the-sunrise walter-turncoat yomogi zeyada zhi-mang-xing'''
debian = '''
aoyagi-soseki averia-serif-gwf breip bwht cabin cantarell cmu comfortaa courier-prime crosextra-caladea
crosextra-carlito dancingscript dejavu dejavu-core dejavu-extra dkg-handwriting droid-fallback ebgaramond
ecolier-court femkeklaver freefont-ttf gfs-didot havana humor-sans inconsolata isabella joscelyn junicode jura
kaushanscript klaudia-berenika klee kouzan-mouhitsu kristi lato league-spartan leckerli-one levien-typoscript
liberation linuxlibertine lobster lobstertwo lohit-deva noto-core ocr-a ocr-b okolaks oldstandard open-sans play
quicksand roboto-unhinted rufscript sil-gentium tlwg-typewriter-ttf urw-base35 wqy-zenhei yanone-kaffeesatz'''
# One file holds all letters of a script in regular weight; those with a number hold some, and '-ext' marks alone
wanted = re.compile(r'/files/[a-z-]+(?<!-ext)(?<!-vietnamese)-400-normal\.woff$')


def fetch(name, folder):
    "Put the files of a font into a folder; return how many there are"
    with tempfile.TemporaryDirectory() as tmp:
        command = ['npm', 'pack', '--silent', f'@fontsource/{name}']
        subprocess.run(command, cwd=tmp, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(tmp).glob('*.tgz'))) as package:
            members = [o for o in package if wanted.search(o.name) and o.isfile()]
            for member in members:
                (folder/Path(member.name).name).write_bytes(package.extractfile(member).read())
    if not members:
        raise SystemExit(f'{name} has no file such as {wanted.pattern}')
    return len(members)


def main():
    "Fetch them all, some at a time"
    if len(sys.argv)!=2:
        raise SystemExit(__doc__)
    for kind, names in dict(cursive=cursive, handwriting=handwriting).items():
        folder = Path(sys.argv[1])/kind
        folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(6) as pool:
            files = sum(pool.map(fetch, names.split(), [folder]*len(names.split())))
        print(f'{folder}: {len(names.split())} fonts, {files} files')
    print('for the same pages: apt install', *(f'fonts-{o}' for o in debian.split()))


if __name__=='__main__':
    main()
