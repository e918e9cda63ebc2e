"Read from settings.ini everything that setuptools needs."
import shlex
from configparser import ConfigParser
from setuptools import find_packages, setup

parser = ConfigParser(delimiters=['='], interpolation=None)
parser.read('settings.ini', encoding='utf-8')
cfg = parser['DEFAULT']


def requirements(key):
    return shlex.split(cfg.get(key, '').replace('\n', ' '))


names = 'documents train multigpu audit data tflite export api postgres search bulk ray notebook'.split()
extras = {o: requirements(f'{o}_requirements') for o in names}
extras['dev'] = sum(extras.values(), []) + requirements('dev_requirements')
extras['litert'] = requirements('litert_requirements') # not for dev: it cannot live beside onnx-tf
pythons = [f'3.{i}' for i in range(int(cfg['min_python'].split('.')[1]), 14)]

setup(
    name=cfg['lib_name'], version=cfg['version'], description=cfg['description'], keywords=cfg['keywords'],
    long_description=open('README.md', encoding='utf-8').read(), long_description_content_type='text/markdown',
    author=cfg['author'], author_email=cfg['author_email'], license='MIT',
    url=f"https://github.com/{cfg['user']}/{cfg['repo']}",
    packages=find_packages(include=['signauth', 'signauth.*']), include_package_data=True,
    python_requires=f">={cfg['min_python']}", install_requires=requirements('requirements'), extras_require=extras,
    entry_points={
        'console_scripts': requirements('console_scripts'),
        'nbdev': [f"{cfg['lib_path']}={cfg['lib_path']}._modidx:d"]},
    classifiers=[
        'Development Status :: 3 - Alpha', 'Intended Audience :: Developers',
        'Topic :: Scientific/Engineering :: Image Recognition',
        *(f'Programming Language :: Python :: {o}' for o in pythons)],
    zip_safe=False)
